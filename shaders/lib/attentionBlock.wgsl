// Attention in tiles of ROWS x 64 scores, ROWS 64 or 32: 64 invocations hold 8 x 8 (or 4 x 8) of them each, in blocks of 4 x 4: rows ty * 4 + i and 32 + ty * 4 + i,
// columns tx * 4 + c and 32 + tx * 4 + c. Four vec4 from workgroup memory serve 64 multiply-adds. One or two such groups of 64 (ROLES) work beside each other, each on
// its part of every line. Rows and columns lie in workgroup memory PASS vec4 of a head at a time: with 32 KiB (whole heads forward, half
// heads backward) fewer workgroups fit on a processor, and an H100 took 1.7 times as long. HEAD is 32 or 64; or 128 with 32 rows (WIDE):
// then what is summed over values has columns 64 + tx * 4 + c and 96 + tx * 4 + c where it would have lower rows.
@group(0) @binding(2) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> v: array<vec4<f32>>;
const HEAD4 = HEAD / 4u;
const GROUP = HEADS / KV_HEADS;
const LOG2E = 1.4426950408889634;
const BASE2 = SCALE * LOG2E;
const PASS = 4u;
const WIDE = HEAD4 == 32u;
// The vec4 of a head that addValues takes at once, and how many times.
const SPAN4 = min(HEAD4, 16u);
const HALVES = HEAD4 / SPAN4;
const LINE = ROLES * 8u * PASS;
// Row half * 32 + group * 4 + i lies in line half * 4 + i, so that the index into the first dimension is a constant wherever it matters.
var<workgroup> aTile: array<array<vec4<f32>, LINE>, ROWS / 8u>;
var<workgroup> bTile: array<array<vec4<f32>, LINE>, 8>;

// Whether there are lower rows, and the line where they begin.
const WHOLE = ROWS == 64u;
const_assert !(WIDE && WHOLE);
const LOWER = select(0u, 4u, WHOLE);

struct Block {
  m00: mat4x4<f32>,
  m01: mat4x4<f32>,
  m10: mat4x4<f32>,
  m11: mat4x4<f32>,
}

// ty and tx of a lane. One of two neighbours shares its row and one its column, which lets a quarter of a subgroup's reads coincide (1 % on an H100).
fn rowGroup(lane: u32) -> u32 { return lane % 2u + lane / 16u * 2u; }
fn columnGroup(lane: u32) -> u32 { return lane / 2u % 8u; }
// vec4 d of a group's rows: neighbouring groups meet no common bank.
fn place(group: u32, d: u32) -> u32 {
  return group * PASS + (d ^ (group / 2u)) % PASS;
}
// sums[i] + a[i] B with the rows b of B.
fn add4(sums: mat4x4<f32>, a: mat4x4<f32>, b: mat4x4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(
    sums[0] + a[0].x * b[0] + a[0].y * b[1] + a[0].z * b[2] + a[0].w * b[3],
    sums[1] + a[1].x * b[0] + a[1].y * b[1] + a[1].z * b[2] + a[1].w * b[3],
    sums[2] + a[2].x * b[0] + a[2].y * b[1] + a[2].z * b[2] + a[2].w * b[3],
    sums[3] + a[3].x * b[0] + a[3].y * b[1] + a[3].z * b[2] + a[3].w * b[3],
  );
}
// The four rows of a group from line `line` on.
fn rowsAt(line: u32, i: u32) -> mat4x4<f32> {
  return mat4x4<f32>(aTile[line][i], aTile[line + 1u][i], aTile[line + 2u][i], aTile[line + 3u][i]);
}
fn putRowsAt(line: u32, i: u32, rows: mat4x4<f32>) {
  aTile[line][i] = rows[0];
  aTile[line + 1u][i] = rows[1];
  aTile[line + 2u][i] = rows[2];
  aTile[line + 3u][i] = rows[3];
}
// The same times the rows that lie at `factors`.
fn putProductsAt(line: u32, i: u32, rows: mat4x4<f32>, factors: u32) {
  let by = rowsAt(line, factors);
  putRowsAt(line, i, mat4x4<f32>(rows[0] * by[0], rows[1] * by[1], rows[2] * by[2], rows[3] * by[3]));
}
// sums + A B^T over PASS vec4 of depth; both operands lie as rows. `at`: where the role's part of a line begins.
fn addScores(before: Block, at: u32, ty: u32, tx: u32) -> Block {
  var sums = before;
  for (var d = 0u; d < PASS; d++) {
    let i = at + place(ty, d);
    let j = at + place(tx, d);
    let left = transpose(mat4x4<f32>(bTile[0][j], bTile[1][j], bTile[2][j], bTile[3][j]));
    let right = transpose(mat4x4<f32>(bTile[4][j], bTile[5][j], bTile[6][j], bTile[7][j]));
    let upper = rowsAt(0u, i);
    sums.m00 = add4(sums.m00, upper, left);
    sums.m01 = add4(sums.m01, upper, right);
    if (WHOLE) {
      let lower = rowsAt(LOWER, i);
      sums.m10 = add4(sums.m10, lower, left);
      sums.m11 = add4(sums.m11, lower, right);
    }
  }
  return sums;
}
// sums + A B over 4 PASS of depth; A lies as rows, B as valueLine and valuePlace say.
fn addValues(before: Block, at: u32, ty: u32, tx: u32) -> Block {
  var sums = before;
  for (var d = 0u; d < PASS; d++) {
    let i = at + place(ty, d);
    let j = at + d * 8u + tx;
    let upper = rowsAt(0u, i);
    let lower = rowsAt(LOWER, i);
    let left = mat4x4<f32>(bTile[0][j], bTile[2][j], bTile[4][j], bTile[6][j]);
    sums.m00 = add4(sums.m00, upper, left);
    if (WHOLE) { sums.m10 = add4(sums.m10, lower, left); }
    if (SPAN4 == 16u) {
      let right = mat4x4<f32>(bTile[1][j], bTile[3][j], bTile[5][j], bTile[7][j]);
      sums.m01 = add4(sums.m01, upper, right);
      if (WHOLE) { sums.m11 = add4(sums.m11, lower, right); }
    }
  }
  return sums;
}
// The same for SPAN4 vec4 of B's rows: half 0, or the other one of wide heads.
fn addColumns(before: Block, at: u32, ty: u32, tx: u32, half: u32) -> Block {
  if (!WIDE || half == 0u) { return addValues(before, at, ty, tx); }
  let far = addValues(Block(before.m10, before.m11, before.m00, before.m01), at, ty, tx);
  return Block(before.m00, before.m01, far.m00, far.m01);
}
// Where the vec4 c of row r of B goes for addValues.
fn valueLine(r: u32, c: u32) -> u32 { return r % 4u * 2u + c / 8u; }
fn valuePlace(r: u32, c: u32) -> u32 { return r / 4u * 8u + c % 8u; }
// The rows of a group and those below them.
fn putHalves(i: u32, upper: mat4x4<f32>, lower: mat4x4<f32>) {
  putRowsAt(0u, i, upper);
  if (WHOLE) { putRowsAt(LOWER, i, lower); }
}
fn putProducts(i: u32, upper: mat4x4<f32>, lower: mat4x4<f32>, factors: u32) {
  putProductsAt(0u, i, upper, factors);
  if (WHOLE) { putProductsAt(LOWER, i, lower, factors); }
}
// Puts the columns of a block that chunk c of 4 PASS columns holds where addValues finds them as rows.
fn putRows(s: Block, at: u32, ty: u32, tx: u32, chunk: u32) {
  if (tx / PASS == chunk) { putHalves(at + place(ty, tx % PASS), s.m00, s.m10); }
  if ((8u + tx) / PASS == chunk) { putHalves(at + place(ty, (8u + tx) % PASS), s.m01, s.m11); }
}
// What an invocation brings of 64 rows (or the ROWS of A) for a pass is four vec4 (or two): vec4 lane % 4 of the rows lane / 4 + 16 i.
fn putA(at: u32, lane: u32, loaded: mat4x4<f32>) {
  let line = lane / 4u % 4u;
  let near = at + place(lane / 16u, lane % 4u);
  let far = at + place(lane / 16u + 4u, lane % 4u);
  aTile[line][near] = loaded[0];
  aTile[line][far] = loaded[1];
  if (WHOLE) {
    aTile[LOWER + line][near] = loaded[2];
    aTile[LOWER + line][far] = loaded[3];
  }
}
fn putB(at: u32, lane: u32, loaded: mat4x4<f32>) {
  let line = lane / 4u % 4u;
  let near = at + place(lane / 16u, lane % 4u);
  let far = at + place(lane / 16u + 4u, lane % 4u);
  bTile[line][near] = loaded[0];
  bTile[line][far] = loaded[1];
  bTile[4u + line][near] = loaded[2];
  bTile[4u + line][far] = loaded[3];
}
// Of 16 rows for addValues: vec4 lane % SPAN4 of the rows lane / SPAN4 + 64 / SPAN4 i.
fn putValues(at: u32, lane: u32, loaded: mat4x4<f32>) {
  const STEP = 64u / SPAN4;
  let c = lane % SPAN4;
  let r = lane / SPAN4;
  bTile[valueLine(r, c)][at + valuePlace(r, c)] = loaded[0];
  bTile[valueLine(r + STEP, c)][at + valuePlace(r + STEP, c)] = loaded[1];
  if (SPAN4 == 16u) {
    bTile[valueLine(r + 2u * STEP, c)][at + valuePlace(r + 2u * STEP, c)] = loaded[2];
    bTile[valueLine(r + 3u * STEP, c)][at + valuePlace(r + 3u * STEP, c)] = loaded[3];
  }
}
// The four rows that putA, putB (`step` 16) and putValues (64 / SPAN4) take, from `first` on.
fn four4(first: u32, step: u32) -> vec4<u32> { return min(vec4<u32>(first) + vec4<u32>(0u, 1u, 2u, 3u) * step, vec4<u32>(frame.tokens - 1u)); }
// Where the vec4 for putA and putB lie in a tensor of so many heads: `depth` and the following of the rows from `first` on.
fn passAt(first: u32, heads: u32, head: u32, depth: u32, lane: u32) -> vec4<u32> {
  return (four4(first + lane / 4u, 16u) * heads + head) * HEAD4 + depth + lane % 4u;
}
// Those for putValues: half 0, or the other one of wide heads, of 16 rows.
fn spanAt(first: u32, heads: u32, head: u32, half: u32, lane: u32) -> vec4<u32> {
  return (four4(first + lane / SPAN4, 64u / SPAN4) * heads + head) * HEAD4 + half * SPAN4 + lane % SPAN4;
}
// All four, or two: WHOLE for putA, SPAN4 == 16 for putValues.
fn q4(at: vec4<u32>, all: bool) -> mat4x4<f32> {
  if (all) { return mat4x4<f32>(q[at.x], q[at.y], q[at.z], q[at.w]); }
  return mat4x4<f32>(q[at.x], q[at.y], vec4<f32>(), vec4<f32>());
}
fn k4(at: vec4<u32>, all: bool) -> mat4x4<f32> {
  if (all) { return mat4x4<f32>(k[at.x], k[at.y], k[at.z], k[at.w]); }
  return mat4x4<f32>(k[at.x], k[at.y], vec4<f32>(), vec4<f32>());
}
fn v4(at: vec4<u32>, all: bool) -> mat4x4<f32> {
  if (all) { return mat4x4<f32>(v[at.x], v[at.y], v[at.z], v[at.w]); }
  return mat4x4<f32>(v[at.x], v[at.y], vec4<f32>(), vec4<f32>());
}
// For role 0: its own sums and those of role 1, which go through B. Every invocation must call it.
fn bothRoles(mine: mat4x4<f32>, role: u32, lane: u32) -> mat4x4<f32> {
  let line = lane / 32u * 4u;
  let at = lane % 32u;
  workgroupBarrier();
  if (role == 1u) {
    bTile[line][at] = mine[0];
    bTile[line + 1u][at] = mine[1];
    bTile[line + 2u][at] = mine[2];
    bTile[line + 3u][at] = mine[3];
  }
  workgroupBarrier();
  return mine + mat4x4<f32>(bTile[line][at], bTile[line + 1u][at], bTile[line + 2u][at], bTile[line + 3u][at]);
}
// n and the three after it.
fn four(n: u32) -> vec4<u32> { return vec4<u32>(n) + vec4<u32>(0u, 1u, 2u, 3u); }
// The blocks that bothRoles makes.
fn bothBlocks(mine: Block, role: u32, lane: u32) -> Block {
  var both = mine;
  both.m00 = bothRoles(mine.m00, role, lane);
  if (SPAN4 == 16u) { both.m01 = bothRoles(mine.m01, role, lane); }
  if (WHOLE || WIDE) {
    both.m10 = bothRoles(mine.m10, role, lane);
    if (SPAN4 == 16u) { both.m11 = bothRoles(mine.m11, role, lane); }
  }
  return both;
}
// Scores of columns n.. that a row does not see become the kernel's MASKED; its `seen` has the first and the last column that one does.
fn maskedBlock(s: Block, n: u32, first: u32, ty: u32, tx: u32, last: u32) -> Block {
  let left = n + tx * 4u;
  let upper = first + ty * 4u;
  if (!WHOLE) { return Block(masked(s.m00, left, upper, last), masked(s.m01, left + 32u, upper, last), s.m10, s.m11); }
  return Block(
    masked(s.m00, left, upper, last), masked(s.m01, left + 32u, upper, last),
    masked(s.m10, left, upper + 32u, last), masked(s.m11, left + 32u, upper + 32u, last),
  );
}
fn masked(s: mat4x4<f32>, n: u32, row: u32, last: u32) -> mat4x4<f32> {
  let columns = four(n);
  return mat4x4<f32>(
    visible(s[0], columns, seen(row, last)), visible(s[1], columns, seen(row + 1u, last)),
    visible(s[2], columns, seen(row + 2u, last)), visible(s[3], columns, seen(row + 3u, last)),
  );
}
fn visible(s: vec4<f32>, columns: vec4<u32>, ends: vec2<u32>) -> vec4<f32> {
  return select(vec4<f32>(MASKED), s, (columns >= vec4<u32>(ends.x)) & (columns <= vec4<u32>(ends.y)));
}
// Weights of scores, less what each row has in base 2.
fn weights(s: mat4x4<f32>, less: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(exp2(s[0] * BASE2 - less.x), exp2(s[1] * BASE2 - less.y), exp2(s[2] * BASE2 - less.z), exp2(s[3] * BASE2 - less.w));
}
