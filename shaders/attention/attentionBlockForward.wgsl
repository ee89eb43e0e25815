// As attentionForward.wgsl, ROWS queries of one head per workgroup against 64 keys at a time (lib/attentionBlock.wgsl): running maximum and sum per query, in base 2.
// Two groups of invocations (ROLES 2, for 32 rows) share the keys, and the first adds up what both found. What a pass brings travels while the one before is
// multiplied: 2 to 3 % on an H100, 10 to 20 % where there are few workgroups; in the backward passes it gave nothing.
@group(0) @binding(5) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(7) var<storage, read_write> o: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> lse: array<f32>;
const MASKED = -3.0e38;

fn seen(row: u32, last: u32) -> vec2<u32> { return vec2<u32>(segmentStart[min(row, last)], min(row, last)); }
// Of the four or eight rows of an invocation.
struct Rows { upper: vec4<f32>, lower: vec4<f32> }
// Of the rows whose sums m10 and m11 hold.
fn lowerOf(rows: Rows) -> vec4<f32> { if (WIDE) { return rows.upper; } return rows.lower; }
// Puts aside what the eight invocations with the same rows have each; then every one of them sees all.
fn exchange(at: u32, ty: u32, tx: u32, mine: Rows) {
  workgroupBarrier();
  aTile[ty / 4u][at + ty % 4u * 8u + tx] = mine.upper;
  if (WHOLE) { aTile[2u + ty / 4u][at + ty % 4u * 8u + tx] = mine.lower; }
  workgroupBarrier();
}
fn rowTops(at: u32, ty: u32, tx: u32, mine: Rows) -> Rows {
  exchange(at, ty, tx, mine);
  var all = mine;
  for (var t = 0u; t < 8u; t++) {
    let i = at + ty % 4u * 8u + t;
    all.upper = max(all.upper, aTile[ty / 4u][i]);
    if (WHOLE) { all.lower = max(all.lower, aTile[2u + ty / 4u][i]); }
  }
  return all;
}
fn rowSums(at: u32, ty: u32, tx: u32, mine: Rows) -> Rows {
  exchange(at, ty, tx, mine);
  var all = Rows();
  for (var t = 0u; t < 8u; t++) {
    let i = at + ty % 4u * 8u + t;
    all.upper += aTile[ty / 4u][i];
    if (WHOLE) { all.lower += aTile[2u + ty / 4u][i]; }
  }
  return all;
}
fn top4(a: vec4<f32>) -> f32 { return max(max(a.x, a.y), max(a.z, a.w)); }
fn tops(a: mat4x4<f32>, b: mat4x4<f32>) -> vec4<f32> {
  return vec4<f32>(top4(max(a[0], b[0])), top4(max(a[1], b[1])), top4(max(a[2], b[2])), top4(max(a[3], b[3])));
}
fn sums(a: mat4x4<f32>, b: mat4x4<f32>) -> vec4<f32> {
  const ONES = vec4<f32>(1.0);
  return vec4<f32>(dot(a[0] + b[0], ONES), dot(a[1] + b[1], ONES), dot(a[2] + b[2], ONES), dot(a[3] + b[3], ONES));
}
fn faded(s: mat4x4<f32>, fade: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(s[0] * fade.x, s[1] * fade.y, s[2] * fade.z, s[3] * fade.w);
}
fn fadedBlock(s: Block, fade: Rows) -> Block {
  return Block(faded(s.m00, fade.upper), faded(s.m01, fade.upper), faded(s.m10, lowerOf(fade)), faded(s.m11, lowerOf(fade)));
}

// What an invocation brings for a pass: vec4 depth.. of its rows of Q and K, or its vec4 of 16 rows of V.
fn queriesAt(first: u32, head: u32, depth: u32, lane: u32) -> mat4x4<f32> { return q4(passAt(first, HEADS, head, depth, lane), WHOLE); }
fn keysAt(n: u32, kvHead: u32, depth: u32, lane: u32) -> mat4x4<f32> { return k4(passAt(n, KV_HEADS, kvHead, depth, lane), true); }
fn valuesAt(n: u32, kvHead: u32, half: u32, lane: u32) -> mat4x4<f32> { return v4(spanAt(n, KV_HEADS, kvHead, half, lane), SPAN4 == 16u); }

// With quotients made before and LSE stored in a loop over the rows the whole kernel took 14 % longer on an H100.
fn put(row: u32, head: u32, column: u32, left: mat4x4<f32>, right: mat4x4<f32>, sum: vec4<f32>, top: vec4<f32>) {
  put1(row, head, column, left[0], right[0], sum.x, top.x);
  put1(row + 1u, head, column, left[1], right[1], sum.y, top.y);
  put1(row + 2u, head, column, left[2], right[2], sum.z, top.z);
  put1(row + 3u, head, column, left[3], right[3], sum.w, top.w);
}
fn put1(row: u32, head: u32, column: u32, left: vec4<f32>, right: vec4<f32>, sum: f32, top: f32) {
  if (row >= frame.tokens) { return; }
  let at = (row * HEADS + head) * HEAD4 + column;
  o[at] = left / sum;
  if (SPAN4 == 16u) { o[at + 8u] = right / sum; }
  if (column == 0u) { lse[row * HEADS + head] = (top + log2(sum)) / LOG2E; }
}

@compute @workgroup_size(64 * ROLES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  // The last queries have the most keys, so they begin first, those of all heads before the next.
  let first = (groups.y - 1u - workgroup.y) * ROWS;
  let head = workgroup.x;
  // Known to the compiler where there is one.
  let role = select(index / 64u, 0u, ROLES == 1u);
  let lane = index % 64u;
  let kvHead = head / GROUP;
  let last = frame.tokens - 1u;
  let ty = rowGroup(lane);
  let tx = columnGroup(lane);
  let own = role * 8u * PASS;
  let end = min(first + ROWS - 1u, last);
  let latest = segmentStart[end];
  // Above what a masked key gets, so that a row which has seen no key gives those nothing.
  var top = Rows(vec4<f32>(-1.0e30), vec4<f32>(-1.0e30));
  var total = Rows();
  var out = Block();
  var nextA = queriesAt(first, head, 0u, lane);
  var nextB = keysAt(segmentStart[first] + role * 64u, kvHead, 0u, lane);
  for (var begin = segmentStart[first]; begin <= end; begin += 64u * ROLES) {
    let n = begin + role * 64u;
    var s = Block();
    for (var depth = 0u; depth < HEAD4; depth += PASS) {
      workgroupBarrier();
      putA(own, lane, nextA);
      putB(own, lane, nextB);
      workgroupBarrier();
      if (depth + PASS < HEAD4) {
        nextA = queriesAt(first, head, depth + PASS, lane);
        nextB = keysAt(n, kvHead, depth + PASS, lane);
      } else {
        nextB = valuesAt(n, kvHead, 0u, lane);
      }
      s = addScores(s, own, ty, tx);
    }
    if (n < latest || n + 63u > first) { s = maskedBlock(s, n, first, ty, tx, last); }
    let found = rowTops(own, ty, tx, Rows(tops(s.m00, s.m01), tops(s.m10, s.m11)));
    let upper = max(top.upper, found.upper * BASE2);
    let lower = max(top.lower, found.lower * BASE2);
    let fade = Rows(exp2(top.upper - upper), exp2(top.lower - lower));
    top = Rows(upper, lower);
    s = Block(weights(s.m00, upper), weights(s.m01, upper), weights(s.m10, lower), weights(s.m11, lower));
    total.upper = total.upper * fade.upper + sums(s.m00, s.m01);
    total.lower = total.lower * fade.lower + sums(s.m10, s.m11);
    out = fadedBlock(out, fade);
    for (var turn = 0u; turn < 4u * HALVES; turn++) {
      workgroupBarrier();
      if (turn % HALVES == 0u) { putRows(s, own, ty, tx, turn / HALVES); }
      putValues(own, lane, nextB);
      workgroupBarrier();
      let next = turn + 1u;
      if (next < 4u * HALVES) {
        nextB = valuesAt(n + next / HALVES * 16u, kvHead, next % HALVES, lane);
      } else {
        nextA = queriesAt(first, head, 0u, lane);
        nextB = keysAt(n + 64u * ROLES, kvHead, 0u, lane);
      }
      out = addColumns(out, own, ty, tx, turn % HALVES);
    }
  }
  var all = rowSums(own, ty, tx, total);
  if (ROLES == 2u) {
    // The outputs of both roles as they would be under the larger of their maxima.
    exchange(own, ty, tx, top);
    let i = ty % 4u * 8u + tx;
    let peak = max(aTile[ty / 4u][i], aTile[ty / 4u][8u * PASS + i]);
    let fade = exp2(top.upper - peak);
    top.upper = peak;
    exchange(own, ty, tx, Rows(all.upper * fade, vec4<f32>()));
    all.upper = aTile[ty / 4u][i] + aTile[ty / 4u][8u * PASS + i];
    out = bothBlocks(fadedBlock(out, Rows(fade, fade)), role, lane);
  }
  if (role > 0u) { return; }
  put(first + ty * 4u, head, tx, out.m00, out.m01, all.upper, top.upper);
  if (WIDE) { put(first + ty * 4u, head, 16u + tx, out.m10, out.m11, all.upper, top.upper); }
  if (WHOLE) { put(first + 32u + ty * 4u, head, tx, out.m10, out.m11, all.lower, top.lower); }
}
