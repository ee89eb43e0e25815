// dK and dV as in attentionBackwardKey.wgsl and attentionBackwardValue.wgsl, but of one query head alone: parts [T, HEADS, 2, HEAD] holds dK, then dV, of each;
// sumHeads.wgsl adds the heads that share a key. ROWS keys per workgroup against 64 queries at a time (lib/attentionBlock.wgsl, rows are keys). Of two groups of 64
// invocations role 0 makes the scores and dV, role 1 the products of V and dO and dK, so that neither holds more than two blocks of sums.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(9) var<storage, read_write> parts: array<vec4<f32>>;
const BASE2 = SCALE * LOG2E;

fn masked(s: mat4x4<f32>, query: u32, key: u32, last: u32) -> mat4x4<f32> {
  let queries = four(query);
  return mat4x4<f32>(
    visible(s[0], queries, key, last), visible(s[1], queries, key + 1u, last), visible(s[2], queries, key + 2u, last), visible(s[3], queries, key + 3u, last),
  );
}
fn visible(value: vec4<f32>, queries: vec4<u32>, key: u32, last: u32) -> vec4<f32> {
  return select(vec4<f32>(), value, (queries >= vec4<u32>(key)) & (queries < vec4<u32>(segmentEnd[min(key, last)])));
}
fn weights(s: mat4x4<f32>, norm: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(exp2(s[0] * BASE2 - norm), exp2(s[1] * BASE2 - norm), exp2(s[2] * BASE2 - norm), exp2(s[3] * BASE2 - norm));
}
fn centred(dp: mat4x4<f32>, mean: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>((dp[0] - mean) * SCALE, (dp[1] - mean) * SCALE, (dp[2] - mean) * SCALE, (dp[3] - mean) * SCALE);
}
// lse in base 2 (role 0) or delta (role 1) of four queries.
fn statistics(query: u32, head: u32, last: u32, role: u32) -> vec4<f32> {
  let at = min(four(query), vec4<u32>(last)) * HEADS + head;
  if (role == 0u) { return vec4<f32>(lse[at.x], lse[at.y], lse[at.z], lse[at.w]) * LOG2E; }
  return vec4<f32>(delta[at.x], delta[at.y], delta[at.z], delta[at.w]);
}
// Puts the gradients of four rows: their weights, which lie in the place of role 0, times `rows`.
fn scaled(line: u32, i: u32, rows: mat4x4<f32>) {
  let weights = rowsAt(line, i - 8u * PASS);
  putRowsAt(line, i, mat4x4<f32>(rows[0] * weights[0], rows[1] * weights[1], rows[2] * weights[2], rows[3] * weights[3]));
}
// dS of the columns that role 0 has put: its P times what role 1 holds.
fn putGradients(s: Block, at: u32, ty: u32, tx: u32, chunk: u32) {
  if (tx / PASS == chunk) {
    let i = at + place(ty, tx % PASS);
    scaled(0u, i, s.m00);
    if (WHOLE) { scaled(LOWER, i, s.m10); }
  }
  if ((8u + tx) / PASS == chunk) {
    let i = at + place(ty, (8u + tx) % PASS);
    scaled(0u, i, s.m01);
    if (WHOLE) { scaled(LOWER, i, s.m11); }
  }
}

// What an invocation brings for a pass: vec4 depth.. of its rows of K and Q (role 0) or of V and dO.
fn keysAt(first: u32, kvHead: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> {
  let at = (four4(first + lane / 4u, 16u) * KV_HEADS + kvHead) * HEAD4 + depth + lane % 4u;
  if (role == 0u) {
    if (WHOLE) { return mat4x4<f32>(k[at.x], k[at.y], k[at.z], k[at.w]); }
    return mat4x4<f32>(k[at.x], k[at.y], vec4<f32>(), vec4<f32>());
  }
  if (WHOLE) { return mat4x4<f32>(v[at.x], v[at.y], v[at.z], v[at.w]); }
  return mat4x4<f32>(v[at.x], v[at.y], vec4<f32>(), vec4<f32>());
}
fn queriesAt(n: u32, head: u32, depth: u32, role: u32, lane: u32) -> mat4x4<f32> {
  let at = (four4(n + lane / 4u, 16u) * HEADS + head) * HEAD4 + depth + lane % 4u;
  if (role == 0u) { return mat4x4<f32>(q[at.x], q[at.y], q[at.z], q[at.w]); }
  return mat4x4<f32>(dO[at.x], dO[at.y], dO[at.z], dO[at.w]);
}
// 16 rows of dO for dV (role 0) or of Q for dK.
fn queryRowsAt(n: u32, head: u32, half: u32, role: u32, lane: u32) -> mat4x4<f32> {
  let at = (four4(n + lane / SPAN4, 64u / SPAN4) * HEADS + head) * HEAD4 + half * SPAN4 + lane % SPAN4;
  if (role == 0u) {
    if (SPAN4 == 8u) { return mat4x4<f32>(dO[at.x], dO[at.y], vec4<f32>(), vec4<f32>()); }
    return mat4x4<f32>(dO[at.x], dO[at.y], dO[at.z], dO[at.w]);
  }
  if (SPAN4 == 8u) { return mat4x4<f32>(q[at.x], q[at.y], vec4<f32>(), vec4<f32>()); }
  return mat4x4<f32>(q[at.x], q[at.y], q[at.z], q[at.w]);
}

// dK, of role 1, stands before dV.
fn put(row: u32, head: u32, column: u32, role: u32, left: mat4x4<f32>, right: mat4x4<f32>) {
  put1(row, head, column, role, left[0], right[0]);
  put1(row + 1u, head, column, role, left[1], right[1]);
  put1(row + 2u, head, column, role, left[2], right[2]);
  put1(row + 3u, head, column, role, left[3], right[3]);
}
fn put1(row: u32, head: u32, column: u32, role: u32, left: vec4<f32>, right: vec4<f32>) {
  if (row >= frame.tokens) { return; }
  let at = ((row * HEADS + head) * 2u + 1u - role) * HEAD4 + column;
  parts[at] = left;
  if (SPAN4 == 16u) { parts[at + 8u] = right; }
}

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  // The first keys have the most queries, so they begin first, those of all heads before the next.
  let first = workgroup.y * ROWS;
  let head = workgroup.x;
  let role = index / 64u;
  let lane = index % 64u;
  let kvHead = head / GROUP;
  let last = frame.tokens - 1u;
  let ty = rowGroup(lane);
  let tx = columnGroup(lane);
  let own = role * 8u * PASS;
  let end = segmentEnd[min(first + ROWS - 1u, last)];
  let soonest = segmentEnd[first];
  var sum = Block();
  for (var n = first; n < end; n += 64u) {
    var s = Block();
    for (var depth = 0u; depth < HEAD4; depth += PASS) {
      workgroupBarrier();
      putA(own, lane, keysAt(first, kvHead, depth, role, lane));
      putB(own, lane, queriesAt(n, head, depth, role, lane));
      workgroupBarrier();
      s = addScores(s, own, ty, tx);
    }
    let left = statistics(n + tx * 4u, head, last, role);
    let right = statistics(n + 32u + tx * 4u, head, last, role);
    if (role == 0u) {
      s = Block(weights(s.m00, left), weights(s.m01, right), weights(s.m10, left), weights(s.m11, right));
      if (n < first + ROWS || n + 64u > soonest) {
        s.m00 = masked(s.m00, n + tx * 4u, first + ty * 4u, last);
        s.m01 = masked(s.m01, n + 32u + tx * 4u, first + ty * 4u, last);
        if (WHOLE) {
          s.m10 = masked(s.m10, n + tx * 4u, first + 32u + ty * 4u, last);
          s.m11 = masked(s.m11, n + 32u + tx * 4u, first + 32u + ty * 4u, last);
        }
      }
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
  put(first + ty * 4u, head, tx, role, sum.m00, sum.m01);
  if (WIDE) { put(first + ty * 4u, head, 16u + tx, role, sum.m10, sum.m11); }
  if (WHOLE) { put(first + 32u + ty * 4u, head, tx, role, sum.m10, sum.m11); }
}
