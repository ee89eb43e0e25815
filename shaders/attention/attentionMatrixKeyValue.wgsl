// As attentionBlockKeyValue.wgsl (dK and dV of one query head, into parts) on subgroup matrices (lib/attentionMatrixBackward.wgsl): 64 keys per workgroup against
// 32 queries at a time; rows are keys, lines queries and dO.
@group(0) @binding(5) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(9) var<storage, read_write> parts: array<vec4<f32>>;
// P, then dS: rows are keys.
const KINDS = 2u;
// Of the 32 queries: LSE in units of log 2, then D.
var<workgroup> means: array<vec4<f32>, 16>;

fn first2(row: u32, seat: Seat) -> mat2x4<f32> { return mat2x4<f32>(q[queryAt(row, seat)], q[queryAt(row + STEP, seat)]); }
fn second2(row: u32, seat: Seat) -> mat2x4<f32> { return mat2x4<f32>(dO[queryAt(row, seat)], dO[queryAt(row + STEP, seat)]); }
fn store(to: u32, sums: vec4<f32>) { parts[to] = sums; }
// Invocations 0 to 7 hold LSE of four queries each, 8 to 15 their D.
fn bringMeans(n: u32, seat: Seat, lane: u32) -> vec4<f32> {
  if (lane > 15u) { return vec4<f32>(); }
  let at = min(vec4<u32>(n + lane % 8u * 4u) + vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(seat.last)) * HEADS + seat.head;
  if (lane < 8u) { return vec4<f32>(lse[at.x], lse[at.y], lse[at.z], lse[at.w]) * LOG2_E; }
  return vec4<f32>(delta[at.x], delta[at.y], delta[at.z], delta[at.w]);
}
// As staged4.
fn means4(at: u32) -> mat4x4<f32> { return mat4x4<f32>(means[at], means[at + 2u], means[at + 4u], means[at + 6u]); }

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first = workgroup.x * 64u;
  let seat = seatOf(first, workgroup.y, lane);
  // The last query that sees the key.
  let latest = segmentEnd[seat.row] - 1u;
  for (var i = 0u; i < HEAD4 / 2u; i++) { lines[seat.to + i * STEP * PITCH] = vec4<f16>(k[keyAt(first + i * STEP, seat)]); }
  workgroupBarrier();
  let k0 = linesLeft(seat.own * PITCH, 0u);
  let k1 = linesLeft(seat.own * PITCH, 1u);
  let k2 = linesLeft(seat.own * PITCH, HEAD / 64u * 2u);
  let k3 = linesLeft(seat.own * PITCH, HEAD / 64u * 3u);
  workgroupBarrier();
  for (var i = 0u; i < HEAD4 / 2u; i++) { lines[seat.to + i * STEP * PITCH] = vec4<f16>(v[keyAt(first + i * STEP, seat)]); }
  workgroupBarrier();
  let v0 = linesLeft(seat.own * PITCH, 0u);
  let v1 = linesLeft(seat.own * PITCH, 1u);
  let v2 = linesLeft(seat.own * PITCH, HEAD / 64u * 2u);
  let v3 = linesLeft(seat.own * PITCH, HEAD / 64u * 3u);
  var dk0 = Sums(); var dk1 = Sums(); var dk2 = Sums(); var dk3 = Sums();
  var dv0 = Sums(); var dv1 = Sums(); var dv2 = Sums(); var dv3 = Sums();
  // Queries up to which all keys of the tile are seen: the first of them may belong to an earlier document.
  let whole = segmentEnd[first];
  let end = segmentEnd[min(first + 63u, frame.tokens - 1u)];
  var next = bring(first, seat);
  var nextMeans = bringMeans(first, seat, lane);
  for (var n = first; n < end; n += 32u) {
    workgroupBarrier();
    fill(next, seat.to);
    if (lane < 16u) { means[lane] = nextMeans; }
    workgroupBarrier();
    next = bring(n + 32u, seat);
    nextMeans = bringMeans(n + 32u, seat, lane);
    stageProducts(k0, k1, k2, k3, 0u, lane, 0u);
    stageProducts(v0, v1, v2, v3, SECOND, lane, 8u);
    workgroupBarrier();
    var p = weights4(staged4(seat.at), means4(seat.half));
    if (n < first + 63u || n + 32u > whole) { p = masked4(p, 0.0, n + seat.half * 4u, seat.row, latest); }
    let into = lane / 2u * S_PITCH + seat.half;
    putWeights(p, into);
    putWeights(gradients4(p, staged4(seat.at + 8u), means4(seat.half + 8u)), WEIGHTS4 + into);
    workgroupBarrier();
    for (var t = 0u; t < 2u; t++) {
      let a = weightsLeft(0u, seat.own, t);
      let ds = weightsLeft(WEIGHTS4, seat.own, t);
      let base = t * 16u * PITCH;
      dv0 = subgroupMatrixMultiplyAccumulate(a, linesRight(SECOND + base, 0u), dv0);
      dv1 = subgroupMatrixMultiplyAccumulate(a, linesRight(SECOND + base, 1u), dv1);
      dk0 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 0u), dk0);
      dk1 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 1u), dk1);
      if (HEAD == 64u) {
        dv2 = subgroupMatrixMultiplyAccumulate(a, linesRight(SECOND + base, 2u), dv2);
        dv3 = subgroupMatrixMultiplyAccumulate(a, linesRight(SECOND + base, 3u), dv3);
        dk2 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 2u), dk2);
        dk3 = subgroupMatrixMultiplyAccumulate(ds, linesRight(base, 3u), dk3);
      }
    }
  }
  let exists = first + lane / 2u <= seat.last;
  let to = (seat.row * HEADS + seat.head) * 2u * HEAD4;
  put(dk0, dk1, dk2, dk3, lane, seat, exists, to);
  workgroupBarrier();
  put(dv0, dv1, dv2, dv3, lane, seat, exists, to + HEAD4);
}
