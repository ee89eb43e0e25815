// dK and dV as in attentionBackwardKey.wgsl and attentionBackwardValue.wgsl, but of one query head alone: parts [T, HEADS, 2, HEAD] holds dK, then dV, of each;
// sumHeads.wgsl adds the heads that share a key. ROWS keys per workgroup against 64 queries at a time (lib/attentionBlock.wgsl, rows are keys). Of two groups of 64
// invocations role 0 makes the scores and dV, role 1 the products of V and dO and dK, so that neither holds more than two blocks of sums.
@group(0) @binding(5) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(9) var<storage, read_write> parts: array<vec4<f32>>;
// dK, of role 1, stands before dV.
const PLANES = 2u;

fn seen(key: u32, last: u32) -> vec2<u32> { return vec2<u32>(key, segmentEnd[min(key, last)] - 1u); }
fn store(at: u32, sums: vec4<f32>) { parts[at] = sums; }
fn bringA(first: u32, head: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> { return keysAt(first, head, depth, role, lane, WHOLE); }
fn bringB(n: u32, head: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> { return queriesAt(n, head, depth, role, lane, true); }
// As columns have it, not rows.
fn columnWeights(s: mat4x4<f32>, norm: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(exp2(s[0] * BASE2 - norm), exp2(s[1] * BASE2 - norm), exp2(s[2] * BASE2 - norm), exp2(s[3] * BASE2 - norm));
}
fn centred(dp: mat4x4<f32>, mean: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>((dp[0] - mean) * SCALE, (dp[1] - mean) * SCALE, (dp[2] - mean) * SCALE, (dp[3] - mean) * SCALE);
}
// dS of the columns that role 0 has put: its P times what role 1 holds.
fn putGradients(s: Block, at: u32, ty: u32, tx: u32, chunk: u32) {
  let i = at + place(ty, tx % PASS);
  if (tx / PASS == chunk) { putProducts(i, s.m00, s.m10, i - 8u * PASS); }
  let j = at + place(ty, (8u + tx) % PASS);
  if ((8u + tx) / PASS == chunk) { putProducts(j, s.m01, s.m11, j - 8u * PASS); }
}
// 16 rows of dO for dV (role 0) or of Q for dK.
fn queryRowsAt(n: u32, head: u32, half: u32, role: u32, lane: u32) -> mat4x4<f32> {
  let at = spanAt(n, HEADS, head, half, lane);
  if (role == 0u) { return dO4(at, SPAN4 == 16u); }
  return q4(at, SPAN4 == 16u);
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  // The first keys have the most queries, so they begin first, those of all heads before the next.
  let first = workgroup.y * ROWS;
  let head = workgroup.x;
  let role = index / 64u;
  let lane = index % 64u;
  let last = frame.tokens - 1u;
  let ty = rowGroup(lane);
  let tx = columnGroup(lane);
  let own = role * 8u * PASS;
  let end = segmentEnd[min(first + ROWS - 1u, last)];
  let soonest = segmentEnd[first];
  var sum = Block();
  for (var n = first; n < end; n += 64u) {
    var s = products(first, n, head, role, lane, own, ty, tx);
    let left = statistics(n + tx * 4u, head, last, role);
    let right = statistics(n + 32u + tx * 4u, head, last, role);
    if (role == 0u) {
      s = Block(columnWeights(s.m00, left), columnWeights(s.m01, right), columnWeights(s.m10, left), columnWeights(s.m11, right));
      if (n < first + ROWS || n + 64u > soonest) { s = maskedBlock(s, n, first, ty, tx, last); }
    } else {
      s = Block(centred(s.m00, left), centred(s.m01, right), centred(s.m10, left), centred(s.m11, right));
    }
    for (var turn = 0u; turn < 4u * HALVES; turn++) {
      let half = turn % HALVES;
      let chunk = turn / HALVES;
      workgroupBarrier();
      if (role == 0u && half == 0u) { putRows(s, own, ty, tx, chunk); }
      putValues(own, lane, queryRowsAt(n + chunk * 16u, head, half, role, lane));
      workgroupBarrier();
      if (role == 1u && half == 0u) { putGradients(s, own, ty, tx, chunk); }
      workgroupBarrier();
      sum = addColumns(sum, own, ty, tx, half);
    }
  }
  putBlock(sum, first, head, ty, (1u - role) * HEAD4 + tx);
}
