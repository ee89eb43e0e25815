// dQ as in attentionBackwardQuery.wgsl, ROWS queries of one head per workgroup against 64 keys at a time (lib/attentionBlock.wgsl). Of two groups of 64 invocations
// role 0 makes the scores and role 1 the products of dO and V; then role r multiplies half r of dS with its keys, and the two sums are added at the end.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> dq: array<vec4<f32>>;
const BASE2 = SCALE * LOG2E;

fn masked(s: mat4x4<f32>, key: u32, row: u32, last: u32) -> mat4x4<f32> {
  let keys = four(key);
  let rows = min(four(row), vec4<u32>(last));
  return mat4x4<f32>(
    visible(s[0], keys, rows.x), visible(s[1], keys, rows.y), visible(s[2], keys, rows.z), visible(s[3], keys, rows.w),
  );
}
fn visible(value: vec4<f32>, keys: vec4<u32>, row: u32) -> vec4<f32> {
  return select(vec4<f32>(), value, (keys >= vec4<u32>(segmentStart[row])) & (keys <= vec4<u32>(row)));
}
fn weights(s: mat4x4<f32>, norm: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(exp2(s[0] * BASE2 - norm.x), exp2(s[1] * BASE2 - norm.y), exp2(s[2] * BASE2 - norm.z), exp2(s[3] * BASE2 - norm.w));
}
fn centred(dp: mat4x4<f32>, mean: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>((dp[0] - mean.x) * SCALE, (dp[1] - mean.y) * SCALE, (dp[2] - mean.z) * SCALE, (dp[3] - mean.w) * SCALE);
}
// lse in base 2 (role 0) or delta (role 1) of four rows.
fn statistics(row: u32, head: u32, last: u32, role: u32) -> vec4<f32> {
  let at = min(four(row), vec4<u32>(last)) * HEADS + head;
  if (role == 0u) { return vec4<f32>(lse[at.x], lse[at.y], lse[at.z], lse[at.w]) * LOG2E; }
  return vec4<f32>(delta[at.x], delta[at.y], delta[at.z], delta[at.w]);
}

fn scaleRowsAt(line: u32, i: u32, factor: mat4x4<f32>) {
  aTile[line][i] *= factor[0];
  aTile[line + 1u][i] *= factor[1];
  aTile[line + 2u][i] *= factor[2];
  aTile[line + 3u][i] *= factor[3];
}

// What an invocation brings for a pass: vec4 depth.. of its rows of Q and K (role 0) or of dO and V.
fn queriesAt(first: u32, head: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> {
  let at = (four4(first + lane / 4u, 16u) * HEADS + head) * HEAD4 + depth + lane % 4u;
  if (role == 0u) {
    if (WHOLE) { return mat4x4<f32>(q[at.x], q[at.y], q[at.z], q[at.w]); }
    return mat4x4<f32>(q[at.x], q[at.y], vec4<f32>(), vec4<f32>());
  }
  if (WHOLE) { return mat4x4<f32>(dO[at.x], dO[at.y], dO[at.z], dO[at.w]); }
  return mat4x4<f32>(dO[at.x], dO[at.y], vec4<f32>(), vec4<f32>());
}
fn keysAt(n: u32, kvHead: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> {
  let at = (four4(n + lane / 4u, 16u) * KV_HEADS + kvHead) * HEAD4 + depth + lane % 4u;
  if (role == 0u) { return mat4x4<f32>(k[at.x], k[at.y], k[at.z], k[at.w]); }
  return mat4x4<f32>(v[at.x], v[at.y], v[at.z], v[at.w]);
}
// 16 rows of K.
fn keyRowsAt(n: u32, kvHead: u32, half: u32, lane: u32) -> mat4x4<f32> {
  let at = (four4(n + lane / SPAN4, 64u / SPAN4) * KV_HEADS + kvHead) * HEAD4 + half * SPAN4 + lane % SPAN4;
  if (SPAN4 == 8u) { return mat4x4<f32>(k[at.x], k[at.y], vec4<f32>(), vec4<f32>()); }
  return mat4x4<f32>(k[at.x], k[at.y], k[at.z], k[at.w]);
}

fn put(row: u32, head: u32, column: u32, left: mat4x4<f32>, right: mat4x4<f32>) {
  put1(row, head, column, left[0], right[0]);
  put1(row + 1u, head, column, left[1], right[1]);
  put1(row + 2u, head, column, left[2], right[2]);
  put1(row + 3u, head, column, left[3], right[3]);
}
fn put1(row: u32, head: u32, column: u32, left: vec4<f32>, right: vec4<f32>) {
  if (row >= frame.tokens) { return; }
  let at = (row * HEADS + head) * HEAD4 + column;
  dq[at] = left;
  if (SPAN4 == 16u) { dq[at + 8u] = right; }
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
    var s = Block();
    for (var depth = 0u; depth < HEAD4; depth += PASS) {
      workgroupBarrier();
      putA(own, lane, queriesAt(first, head, depth, role, lane));
      putB(own, lane, keysAt(n, kvHead, depth, role, lane));
      workgroupBarrier();
      s = addScores(s, own, ty, tx);
    }
    if (role == 0u) {
      s = Block(weights(s.m00, upper), weights(s.m01, upper), weights(s.m10, lower), weights(s.m11, lower));
      if (n < latest || n + 63u > first) {
        s.m00 = masked(s.m00, n + tx * 4u, first + ty * 4u, last);
        s.m01 = masked(s.m01, n + 32u + tx * 4u, first + ty * 4u, last);
        if (WHOLE) {
          s.m10 = masked(s.m10, n + tx * 4u, first + 32u + ty * 4u, last);
          s.m11 = masked(s.m11, n + 32u + tx * 4u, first + 32u + ty * 4u, last);
        }
      }
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
      if (moves) {
        let i = other + here;
        putRowsAt(0u, i, theirs);
        if (WHOLE) { putRowsAt(LOWER, i, theirsBelow); }
      }
      putValues(own, lane, keyRowsAt(n + role * 32u + chunk * 16u, kvHead, half, lane));
      workgroupBarrier();
      if (moves) {
        let i = own + here;
        scaleRowsAt(0u, i, mine);
        if (WHOLE) { scaleRowsAt(LOWER, i, mineBelow); }
      }
      workgroupBarrier();
      sum = addColumns(sum, own, ty, tx, half);
    }
  }
  sum.m00 = bothRoles(sum.m00, role, lane);
  if (SPAN4 == 16u) { sum.m01 = bothRoles(sum.m01, role, lane); }
  if (WHOLE || WIDE) {
    sum.m10 = bothRoles(sum.m10, role, lane);
    if (SPAN4 == 16u) { sum.m11 = bothRoles(sum.m11, role, lane); }
  }
  if (role == 0u) {
    put(first + ty * 4u, head, tx, sum.m00, sum.m01);
    if (WIDE) { put(first + ty * 4u, head, 16u + tx, sum.m10, sum.m11); }
    if (WHOLE) { put(first + 32u + ty * 4u, head, tx, sum.m10, sum.m11); }
  }
}
