// The gradients of attention, 64 rows of one head per workgroup against 32 columns at a time (lib/attentionWide.wgsl).
// MODE 0: dQ, rows are queries (x = q, y = dO), columns keys (a = k, b = v), bound = segmentStart. MODE 1 and 2: dK and dV of one query head alone, rows are
// keys (x = k, y = v), columns queries (a = q, b = dO), bound = segmentEnd; `out` is then parts [T, HEADS, 2, HEAD], dK and dV, which sumHeads.wgsl adds.
// P = exp(SCALE x a - lse), dS = P (y b - delta) SCALE, lse and delta those of the query; dQ, dK = sum dS a, dV = sum P b.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> y: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read> bound: array<u32>;
@group(0) @binding(7) var<storage, read> lse: array<f32>;
@group(0) @binding(8) var<storage, read> delta: array<f32>;
@group(0) @binding(9) var<storage, read_write> out: array<vec4<f32>>;
const ROW_HEADS = select(KV_HEADS, HEADS, MODE == 0u);
const COLUMN_HEADS = select(HEADS, KV_HEADS, MODE == 0u);
const Y_ROWS = 64u * PASS;
const A_COLUMNS = 128u * PASS;
const B_COLUMNS = 160u * PASS;
// Rows and columns, then what stands for their scores.
var<workgroup> tile: array<vec4<f32>, max(512u, 192u * PASS)>;

// Which of the columns the row goes with: keys of its document up to itself, or queries from itself to the end of its document.
fn seen(columns: vec4<u32>, row: u32) -> vec4<bool> {
  if (MODE == 0u) { return (columns >= vec4<u32>(bound[row])) & (columns <= vec4<u32>(row)); }
  return (columns >= vec4<u32>(row)) & (columns < vec4<u32>(bound[row]));
}
fn factor(score: vec4<f32>, dp: vec4<f32>, norm: vec4<f32>, mean: vec4<f32>) -> vec4<f32> {
  let p = exp2(score * (SCALE * LOG2E) - norm);
  if (MODE == 2u) { return p; }
  return p * (dp - mean) * SCALE;
}
fn summand(at: u32) -> vec4<f32> {
  if (MODE == 2u) { return b[at]; }
  return a[at];
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  // The rows with the most columns begin first: the last queries, the first keys.
  let first = select(workgroup.x, groups.x - 1u - workgroup.x, MODE == 0u) * 64u;
  let head = workgroup.y;
  let rowHead = select(head / GROUP, head, MODE == 0u);
  let columnHead = select(head, head / GROUP, MODE == 0u);
  let last = frame.tokens - 1u;
  let ty = lane / 8u;
  let tx = lane % 8u;
  let row = first + ty * 8u;
  let bottom = min(first + 63u, last);
  let begin = select(first, bound[first], MODE == 0u);
  let end = select(bound[bottom], bottom + 1u, MODE == 0u);
  // Between these every row goes with every column.
  let wholeBegin = select(bottom, bound[bottom], MODE == 0u);
  let wholeEnd = select(bound[first], first + 1u, MODE == 0u);
  let rows0 = min(four(row), vec4<u32>(last)) * HEADS + head;
  let rows1 = min(four(row + 4u), vec4<u32>(last)) * HEADS + head;
  var norm0 = vec4<f32>(); var norm1 = vec4<f32>();
  var mean0 = vec4<f32>(); var mean1 = vec4<f32>();
  if (MODE == 0u) {
    norm0 = vec4<f32>(lse[rows0.x], lse[rows0.y], lse[rows0.z], lse[rows0.w]) * LOG2E;
    norm1 = vec4<f32>(lse[rows1.x], lse[rows1.y], lse[rows1.z], lse[rows1.w]) * LOG2E;
    mean0 = vec4<f32>(delta[rows0.x], delta[rows0.y], delta[rows0.z], delta[rows0.w]);
    mean1 = vec4<f32>(delta[rows1.x], delta[rows1.y], delta[rows1.z], delta[rows1.w]);
  }
  var g00 = vec4<f32>(); var g01 = vec4<f32>();
  var g10 = vec4<f32>(); var g11 = vec4<f32>();
  var g20 = vec4<f32>(); var g21 = vec4<f32>();
  var g30 = vec4<f32>(); var g31 = vec4<f32>();
  var g40 = vec4<f32>(); var g41 = vec4<f32>();
  var g50 = vec4<f32>(); var g51 = vec4<f32>();
  var g60 = vec4<f32>(); var g61 = vec4<f32>();
  var g70 = vec4<f32>(); var g71 = vec4<f32>();
  for (var n = begin; n < end; n += 32u) {
    var s0 = vec4<f32>(); var d0 = vec4<f32>();
    var s1 = vec4<f32>(); var d1 = vec4<f32>();
    var s2 = vec4<f32>(); var d2 = vec4<f32>();
    var s3 = vec4<f32>(); var d3 = vec4<f32>();
    var s4 = vec4<f32>(); var d4 = vec4<f32>();
    var s5 = vec4<f32>(); var d5 = vec4<f32>();
    var s6 = vec4<f32>(); var d6 = vec4<f32>();
    var s7 = vec4<f32>(); var d7 = vec4<f32>();
    for (var depth = 0u; depth < HEAD4; depth += PASS) {
      workgroupBarrier();
      for (var i = 0u; i < PASS; i++) {
        let e = i * 64u + lane;
        let r = e / PASS;
        let to = slotOf(r / 8u, r % 8u, e % PASS);
        let source = (min(first + r, last) * ROW_HEADS + rowHead) * HEAD4 + depth + e % PASS;
        tile[to] = x[source];
        if (MODE != 2u) { tile[Y_ROWS + to] = y[source]; }
      }
      for (var i = 0u; i < PASS / 2u; i++) {
        let e = i * 64u + lane;
        let c = e / PASS;
        let to = slotOf(c / 4u, c % 4u, e % PASS);
        let source = (min(n + c, last) * COLUMN_HEADS + columnHead) * HEAD4 + depth + e % PASS;
        tile[A_COLUMNS + to] = a[source];
        if (MODE != 2u) { tile[B_COLUMNS + to] = b[source]; }
      }
      workgroupBarrier();
      for (var d = 0u; d < PASS; d++) {
        let a0 = tile[A_COLUMNS + slotOf(tx, 0u, d)];
        let a1 = tile[A_COLUMNS + slotOf(tx, 1u, d)];
        let a2 = tile[A_COLUMNS + slotOf(tx, 2u, d)];
        let a3 = tile[A_COLUMNS + slotOf(tx, 3u, d)];
        let x0 = tile[slotOf(ty, 0u, d)];
        s0 += vec4<f32>(dot(x0, a0), dot(x0, a1), dot(x0, a2), dot(x0, a3));
        let x1 = tile[slotOf(ty, 1u, d)];
        s1 += vec4<f32>(dot(x1, a0), dot(x1, a1), dot(x1, a2), dot(x1, a3));
        let x2 = tile[slotOf(ty, 2u, d)];
        s2 += vec4<f32>(dot(x2, a0), dot(x2, a1), dot(x2, a2), dot(x2, a3));
        let x3 = tile[slotOf(ty, 3u, d)];
        s3 += vec4<f32>(dot(x3, a0), dot(x3, a1), dot(x3, a2), dot(x3, a3));
        let x4 = tile[slotOf(ty, 4u, d)];
        s4 += vec4<f32>(dot(x4, a0), dot(x4, a1), dot(x4, a2), dot(x4, a3));
        let x5 = tile[slotOf(ty, 5u, d)];
        s5 += vec4<f32>(dot(x5, a0), dot(x5, a1), dot(x5, a2), dot(x5, a3));
        let x6 = tile[slotOf(ty, 6u, d)];
        s6 += vec4<f32>(dot(x6, a0), dot(x6, a1), dot(x6, a2), dot(x6, a3));
        let x7 = tile[slotOf(ty, 7u, d)];
        s7 += vec4<f32>(dot(x7, a0), dot(x7, a1), dot(x7, a2), dot(x7, a3));
        if (MODE != 2u) {
          let b0 = tile[B_COLUMNS + slotOf(tx, 0u, d)];
          let b1 = tile[B_COLUMNS + slotOf(tx, 1u, d)];
          let b2 = tile[B_COLUMNS + slotOf(tx, 2u, d)];
          let b3 = tile[B_COLUMNS + slotOf(tx, 3u, d)];
          let y0 = tile[Y_ROWS + slotOf(ty, 0u, d)];
          d0 += vec4<f32>(dot(y0, b0), dot(y0, b1), dot(y0, b2), dot(y0, b3));
          let y1 = tile[Y_ROWS + slotOf(ty, 1u, d)];
          d1 += vec4<f32>(dot(y1, b0), dot(y1, b1), dot(y1, b2), dot(y1, b3));
          let y2 = tile[Y_ROWS + slotOf(ty, 2u, d)];
          d2 += vec4<f32>(dot(y2, b0), dot(y2, b1), dot(y2, b2), dot(y2, b3));
          let y3 = tile[Y_ROWS + slotOf(ty, 3u, d)];
          d3 += vec4<f32>(dot(y3, b0), dot(y3, b1), dot(y3, b2), dot(y3, b3));
          let y4 = tile[Y_ROWS + slotOf(ty, 4u, d)];
          d4 += vec4<f32>(dot(y4, b0), dot(y4, b1), dot(y4, b2), dot(y4, b3));
          let y5 = tile[Y_ROWS + slotOf(ty, 5u, d)];
          d5 += vec4<f32>(dot(y5, b0), dot(y5, b1), dot(y5, b2), dot(y5, b3));
          let y6 = tile[Y_ROWS + slotOf(ty, 6u, d)];
          d6 += vec4<f32>(dot(y6, b0), dot(y6, b1), dot(y6, b2), dot(y6, b3));
          let y7 = tile[Y_ROWS + slotOf(ty, 7u, d)];
          d7 += vec4<f32>(dot(y7, b0), dot(y7, b1), dot(y7, b2), dot(y7, b3));
        }
      }
    }
    let columns = four(n + tx * 4u);
    if (MODE == 0u) {
      s0 = factor(s0, d0, vec4<f32>(norm0.x), vec4<f32>(mean0.x));
      s1 = factor(s1, d1, vec4<f32>(norm0.y), vec4<f32>(mean0.y));
      s2 = factor(s2, d2, vec4<f32>(norm0.z), vec4<f32>(mean0.z));
      s3 = factor(s3, d3, vec4<f32>(norm0.w), vec4<f32>(mean0.w));
      s4 = factor(s4, d4, vec4<f32>(norm1.x), vec4<f32>(mean1.x));
      s5 = factor(s5, d5, vec4<f32>(norm1.y), vec4<f32>(mean1.y));
      s6 = factor(s6, d6, vec4<f32>(norm1.z), vec4<f32>(mean1.z));
      s7 = factor(s7, d7, vec4<f32>(norm1.w), vec4<f32>(mean1.w));
    } else {
      let at = min(columns, vec4<u32>(last)) * HEADS + head;
      let norm = vec4<f32>(lse[at.x], lse[at.y], lse[at.z], lse[at.w]) * LOG2E;
      let mean = vec4<f32>(delta[at.x], delta[at.y], delta[at.z], delta[at.w]);
      s0 = factor(s0, d0, norm, mean);
      s1 = factor(s1, d1, norm, mean);
      s2 = factor(s2, d2, norm, mean);
      s3 = factor(s3, d3, norm, mean);
      s4 = factor(s4, d4, norm, mean);
      s5 = factor(s5, d5, norm, mean);
      s6 = factor(s6, d6, norm, mean);
      s7 = factor(s7, d7, norm, mean);
    }
    if (n < wholeBegin || n + 32u > wholeEnd) {
      s0 = select(vec4<f32>(), s0, seen(columns, min(row + 0u, last)));
      s1 = select(vec4<f32>(), s1, seen(columns, min(row + 1u, last)));
      s2 = select(vec4<f32>(), s2, seen(columns, min(row + 2u, last)));
      s3 = select(vec4<f32>(), s3, seen(columns, min(row + 3u, last)));
      s4 = select(vec4<f32>(), s4, seen(columns, min(row + 4u, last)));
      s5 = select(vec4<f32>(), s5, seen(columns, min(row + 5u, last)));
      s6 = select(vec4<f32>(), s6, seen(columns, min(row + 6u, last)));
      s7 = select(vec4<f32>(), s7, seen(columns, min(row + 7u, last)));
    }
    workgroupBarrier();
    tile[scoreAt(ty, 0u, tx)] = s0;
    tile[scoreAt(ty, 1u, tx)] = s1;
    tile[scoreAt(ty, 2u, tx)] = s2;
    tile[scoreAt(ty, 3u, tx)] = s3;
    tile[scoreAt(ty, 4u, tx)] = s4;
    tile[scoreAt(ty, 5u, tx)] = s5;
    tile[scoreAt(ty, 6u, tx)] = s6;
    tile[scoreAt(ty, 7u, tx)] = s7;
    workgroupBarrier();
    for (var j4 = 0u; j4 < 8u; j4++) {
      let p0 = tile[scoreAt(ty, 0u, j4)];
      let p1 = tile[scoreAt(ty, 1u, j4)];
      let p2 = tile[scoreAt(ty, 2u, j4)];
      let p3 = tile[scoreAt(ty, 3u, j4)];
      let p4 = tile[scoreAt(ty, 4u, j4)];
      let p5 = tile[scoreAt(ty, 5u, j4)];
      let p6 = tile[scoreAt(ty, 6u, j4)];
      let p7 = tile[scoreAt(ty, 7u, j4)];
      for (var c = 0u; c < 4u; c++) {
        let base = (min(n + j4 * 4u + c, last) * COLUMN_HEADS + columnHead) * HEAD4 + tx;
        let left = summand(base);
        g00 += p0[c] * left;
        g10 += p1[c] * left;
        g20 += p2[c] * left;
        g30 += p3[c] * left;
        g40 += p4[c] * left;
        g50 += p5[c] * left;
        g60 += p6[c] * left;
        g70 += p7[c] * left;
        if (HEAD4 == 16u) {
          let right = summand(base + 8u);
          g01 += p0[c] * right;
          g11 += p1[c] * right;
          g21 += p2[c] * right;
          g31 += p3[c] * right;
          g41 += p4[c] * right;
          g51 += p5[c] * right;
          g61 += p6[c] * right;
          g71 += p7[c] * right;
        }
      }
    }
  }
  put(row + 0u, last, head, tx, g00, g01);
  put(row + 1u, last, head, tx, g10, g11);
  put(row + 2u, last, head, tx, g20, g21);
  put(row + 3u, last, head, tx, g30, g31);
  put(row + 4u, last, head, tx, g40, g41);
  put(row + 5u, last, head, tx, g50, g51);
  put(row + 6u, last, head, tx, g60, g61);
  put(row + 7u, last, head, tx, g70, g71);
}

fn put(row: u32, last: u32, head: u32, tx: u32, left: vec4<f32>, right: vec4<f32>) {
  if (row > last) { return; }
  const EACH = select(2u, 1u, MODE == 0u);
  let at = ((row * HEADS + head) * EACH + select(0u, 1u, MODE == 2u)) * HEAD4 + tx;
  out[at] = left;
  if (HEAD4 == 16u) { out[at + 8u] = right; }
}
