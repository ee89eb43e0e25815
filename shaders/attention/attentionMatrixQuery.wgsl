// As attentionBackwardQuery.wgsl on subgroup matrices (lib/attentionMatrixBackward.wgsl): 64 queries of one head per workgroup against 32 keys at a time; rows are
// queries, lines keys and values.
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;
// dS alone.
const KINDS = 1u;

fn first2(row: u32, seat: Seat) -> mat2x4<f32> { return mat2x4<f32>(k[keyAt(row, seat)], k[keyAt(row + STEP, seat)]); }
fn second2(row: u32, seat: Seat) -> mat2x4<f32> { return mat2x4<f32>(v[keyAt(row, seat)], v[keyAt(row + STEP, seat)]); }
fn store(to: u32, sums: vec4<f32>) { dq[to] = sums; }

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  // The last queries see the most keys: they begin first.
  let first = (groups.x - 1u - workgroup.x) * 64u;
  let seat = seatOf(first, workgroup.y, lane);
  let start = segmentStart[seat.row];
  let norm = lse[seat.row * HEADS + seat.head] * LOG2_E;
  let mean = delta[seat.row * HEADS + seat.head];
  for (var i = 0u; i < HEAD4 / 2u; i++) { lines[seat.to + i * STEP * PITCH] = vec4<f16>(q[queryAt(first + i * STEP, seat)]); }
  workgroupBarrier();
  let q0 = linesLeft(seat.own * PITCH, 0u);
  let q1 = linesLeft(seat.own * PITCH, 1u);
  let q2 = linesLeft(seat.own * PITCH, HEAD / 64u * 2u);
  let q3 = linesLeft(seat.own * PITCH, HEAD / 64u * 3u);
  workgroupBarrier();
  for (var i = 0u; i < HEAD4 / 2u; i++) { lines[seat.to + i * STEP * PITCH] = vec4<f16>(dO[queryAt(first + i * STEP, seat)]); }
  workgroupBarrier();
  let g0 = linesLeft(seat.own * PITCH, 0u);
  let g1 = linesLeft(seat.own * PITCH, 1u);
  let g2 = linesLeft(seat.own * PITCH, HEAD / 64u * 2u);
  let g3 = linesLeft(seat.own * PITCH, HEAD / 64u * 3u);
  var d0 = Sums(); var d1 = Sums(); var d2 = Sums(); var d3 = Sums();
  let end = min(first + 63u, frame.tokens - 1u);
  // Keys from which on every query of the tile sees them: its last document begins there.
  let whole = segmentStart[end];
  let begin = segmentStart[first];
  var next = bring(begin, seat);
  for (var n = begin; n <= end; n += 32u) {
    workgroupBarrier();
    fill(next, seat.to);
    workgroupBarrier();
    next = bring(n + 32u, seat);
    stageProducts(q0, q1, q2, q3, 0u, lane, 0u);
    stageProducts(g0, g1, g2, g3, SECOND, lane, 8u);
    workgroupBarrier();
    var s = gradients4(weights4(staged4(seat.at), same4(norm)), staged4(seat.at + 8u), same4(mean));
    if (n < whole || n + 31u > first) { s = masked4(s, 0.0, n + seat.half * 4u, start, seat.row); }
    putWeights(s, lane / 2u * S_PITCH + seat.half);
    workgroupBarrier();
    for (var t = 0u; t < 2u; t++) {
      let a = weightsLeft(0u, seat.own, t);
      d0 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 0u), d0);
      d1 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 1u), d1);
      if (HEAD == 64u) {
        d2 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 2u), d2);
        d3 = subgroupMatrixMultiplyAccumulate(a, linesRight(t * 16u * PITCH, 3u), d3);
      }
    }
  }
  put(d0, d1, d2, d3, lane, seat, first + lane / 2u <= seat.last, (seat.row * HEADS + seat.head) * HEAD4);
}
