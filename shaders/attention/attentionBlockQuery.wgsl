// dQ as in attentionBackwardQuery.wgsl, ROWS queries of one head per workgroup against 64 keys at a time (lib/attentionBlock.wgsl). Of two groups of 64 invocations
// role 0 makes the scores and role 1 the products of dO and V; then role r multiplies half r of dS with its keys, and the two sums are added at the end.
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;
const PLANES = 1u;

fn seen(row: u32, last: u32) -> vec2<u32> { return vec2<u32>(segmentStart[min(row, last)], min(row, last)); }
fn store(at: u32, sums: vec4<f32>) { dq[at] = sums; }
fn bringA(first: u32, head: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> { return queriesAt(first, head, depth, role, lane, WHOLE); }
fn bringB(n: u32, head: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> { return keysAt(n, head, depth, role, lane, true); }
fn centred(dp: mat4x4<f32>, mean: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>((dp[0] - mean.x) * SCALE, (dp[1] - mean.y) * SCALE, (dp[2] - mean.z) * SCALE, (dp[3] - mean.w) * SCALE);
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  // The last queries have the most keys, so they begin first, those of all heads before the next.
  let first = (groups.y - 1u - workgroup.y) * ROWS;
  let head = workgroup.x;
  let role = index / 64u;
  let lane = index % 64u;
  let kvHead = head / GROUP;
  let last = frame.tokens - 1u;
  let ty = rowGroup(lane);
  let tx = columnGroup(lane);
  let own = role * 8u * PASS;
  let other = 8u * PASS - own;
  let end = min(first + ROWS - 1u, last);
  let latest = segmentStart[end];
  let upper = statistics(first + ty * 4u, head, last, role);
  let lower = statistics(first + 32u + ty * 4u, head, last, role);
  var sum = Block();
  for (var n = segmentStart[first]; n <= end; n += 64u) {
    var s = products(first, n, head, role, lane, own, ty, tx);
    if (role == 0u) {
      s = Block(weights(s.m00, upper), weights(s.m01, upper), weights(s.m10, lower), weights(s.m11, lower));
      if (n < latest || n + 63u > first) { s = maskedBlock(s, n, first, ty, tx, last); }
    } else {
      s = Block(centred(s.m00, upper), centred(s.m01, upper), centred(s.m10, lower), centred(s.m11, lower));
    }
    // Each role hands on the half of the columns that it does not keep.
    var mine = s.m00; var mineBelow = s.m10;
    var theirs = s.m01; var theirsBelow = s.m11;
    if (role == 1u) { mine = s.m01; mineBelow = s.m11; theirs = s.m00; theirsBelow = s.m10; }
    for (var turn = 0u; turn < 2u * HALVES; turn++) {
      let half = turn % HALVES;
      let chunk = turn / HALVES;
      let moves = half == 0u && tx / PASS == chunk;
      let here = place(ty, tx % PASS);
      workgroupBarrier();
      if (moves) { putHalves(other + here, theirs, theirsBelow); }
      putValues(own, lane, k4(spanAt(n + role * 32u + chunk * 16u, KV_HEADS, kvHead, half, lane), SPAN4 == 16u));
      workgroupBarrier();
      if (moves) { putProducts(own + here, mine, mineBelow, own + here); }
      workgroupBarrier();
      sum = addColumns(sum, own, ty, tx, half);
    }
  }
  sum = bothBlocks(sum, role, lane);
  if (role == 0u) { putBlock(sum, first, head, ty, tx); }
}
