// What the gradients of attention in tiles share, behind attentionBlock.wgsl: of two groups of 64 invocations role 0 makes the scores and role 1 dP, products of V and dO.
@group(0) @binding(6) var<storage, read> lse: array<f32>;
@group(0) @binding(7) var<storage, read> delta: array<f32>;
@group(0) @binding(8) var<storage, read> dO: array<vec4<f32>>;
const MASKED = 0.0;

// lse in base 2 (role 0) or delta (role 1) of four queries.
fn statistics(query: u32, head: u32, last: u32, role: u32) -> vec4<f32> {
  let at = min(four(query), vec4<u32>(last)) * HEADS + head;
  if (role == 0u) { return vec4<f32>(lse[at.x], lse[at.y], lse[at.z], lse[at.w]) * LOG2E; }
  return vec4<f32>(delta[at.x], delta[at.y], delta[at.z], delta[at.w]);
}
fn dO4(at: vec4<u32>, all: bool) -> mat4x4<f32> {
  if (all) { return mat4x4<f32>(dO[at.x], dO[at.y], dO[at.z], dO[at.w]); }
  return mat4x4<f32>(dO[at.x], dO[at.y], vec4<f32>(), vec4<f32>());
}
// What an invocation brings for a pass: of Q and K (role 0) or of dO and V.
fn queriesAt(first: u32, head: u32, depth: u32, role: u32, lane: u32, all: bool) -> mat4x4<f32> {
  let at = passAt(first, HEADS, head, depth, lane);
  if (role == 0u) { return q4(at, all); }
  return dO4(at, all);
}
fn keysAt(first: u32, head: u32, depth: u32, role: u32, lane: u32, all: bool) -> mat4x4<f32> {
  let at = passAt(first, KV_HEADS, head / GROUP, depth, lane);
  if (role == 0u) { return k4(at, all); }
  return v4(at, all);
}
// Scores or dP of ROWS rows from `first` on and 64 columns from n on, which the kernel's bringA and bringB bring. Every invocation must call it.
fn products(first: u32, n: u32, head: u32, role: u32, lane: u32, own: u32, ty: u32, tx: u32) -> Block {
  var s = Block();
  for (var depth = 0u; depth < HEAD4; depth += PASS) {
    workgroupBarrier();
    putA(own, lane, bringA(first, head, depth, role, lane));
    putB(own, lane, bringB(n, head, depth, role, lane));
    workgroupBarrier();
    s = addScores(s, own, ty, tx);
  }
  return s;
}
// Hands what an invocation holds of the rows from `first` on to the kernel's `store`: vec4 `column`.. of the PLANES that a row and head have.
fn putBlock(s: Block, first: u32, head: u32, ty: u32, column: u32) {
  put(first + ty * 4u, head, column, s.m00, s.m01);
  if (WIDE) { put(first + ty * 4u, head, 16u + column, s.m10, s.m11); }
  if (WHOLE) { put(first + 32u + ty * 4u, head, column, s.m10, s.m11); }
}
fn put(row: u32, head: u32, column: u32, left: mat4x4<f32>, right: mat4x4<f32>) {
  put1(row, head, column, left[0], right[0]);
  put1(row + 1u, head, column, left[1], right[1]);
  put1(row + 2u, head, column, left[2], right[2]);
  put1(row + 3u, head, column, left[3], right[3]);
}
fn put1(row: u32, head: u32, column: u32, left: vec4<f32>, right: vec4<f32>) {
  if (row >= frame.tokens) { return; }
  let at = (row * HEADS + head) * PLANES * HEAD4 + column;
  store(at, left);
  if (SPAN4 == 16u) { store(at + 8u, right); }
}
