// Y[M, COLUMNS] = X[M, IN] W[OUT, IN]^T for the few rows of decoding: a workgroup takes 8 outputs and ROWS (1 or 8) rows; 32 invocations share an output and
// walk its inputs side by side, then their sums are added in a fixed order. A weight is read and decoded once per ROWS rows. With fewNormed.wgsl X is the norm
// of x, which then need not be computed before. With fewPair.wgsl (PAIR) W is two matrices one behind the other, and column n of both is summed together.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
const WIDTH4 = IN / 4u;
// Steps of an invocation, and how many of them have their loads under way together.
const STEPS = (WIDTH4 + 31u) / 32u;
const BATCH = select(4u, STEPS, STEPS <= 6u);
// Sums of rows 0 to 3 and 4 to 7, [output][share], then of four shares each, [output][8].
var<workgroup> low: array<vec4<f32>, 256>;
var<workgroup> high: array<vec4<f32>, 256>;
var<workgroup> lowParts: array<vec4<f32>, 64>;
var<workgroup> highParts: array<vec4<f32>, 64>;
// Squares of rows 0 to 3 and 4 to 7, [share].
var<workgroup> lowSquares: array<vec4<f32>, 32>;
var<workgroup> highSquares: array<vec4<f32>, 32>;

// Sums of row lane / 2 over the shares of four outputs, for the first 2 * ROWS invocations. All must call it.
fn gather(lane: u32, a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  low[lane] = a;
  if (ROWS != 1u) { high[lane] = b; }
  workgroupBarrier();
  if (lane < 64u) {
    let at = lane * 4u;
    lowParts[lane] = low[at] + low[at + 1u] + low[at + 2u] + low[at + 3u];
    if (ROWS != 1u) { highParts[lane] = high[at] + high[at + 1u] + high[at + 2u] + high[at + 3u]; }
  }
  workgroupBarrier();
  var sums = vec4<f32>();
  if (lane < 2u * ROWS) {
    let row = lane / 2u;
    for (var part = 0u; part < 8u; part++) {
      for (var j = 0u; j < 4u; j++) {
        let at = (lane % 2u * 4u + j) * 8u + part;
        if (row < 4u) { sums[j] += lowParts[at][row % 4u]; } else { sums[j] += highParts[at][row % 4u]; }
      }
    }
  }
  return sums;
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let rows = rowCount();
  let m = workgroup.y * ROWS;
  let n = workgroup.x * 8u;
  let output = min(n + lane / 32u, COLUMNS - 1u);
  let last = rows - 1u;
  let r0 = min(m, last) * WIDTH4;
  let r1 = min(m + 1u, last) * WIDTH4;
  let r2 = min(m + 2u, last) * WIDTH4;
  let r3 = min(m + 3u, last) * WIDTH4;
  let r4 = min(m + 4u, last) * WIDTH4;
  let r5 = min(m + 5u, last) * WIDTH4;
  let r6 = min(m + 6u, last) * WIDTH4;
  let r7 = min(m + 7u, last) * WIDTH4;
  prepareWeights(lane);
  workgroupBarrier();
  var a = vec4<f32>();
  var b = vec4<f32>();
  var a2 = vec4<f32>();
  var b2 = vec4<f32>();
  var c = vec4<f32>();
  var d = vec4<f32>();
  for (var batch = 0u; batch < STEPS; batch += BATCH) {
    // No branch, so that the loads of all steps can be under way before the first of them is used.
    for (var j = 0u; j < BATCH; j++) {
      let at = lane % 32u + (batch + j) * 32u;
      let k = min(at, WIDTH4 - 1u);
      let live = select(0.0, 1.0, at < WIDTH4);
      let factor = factor4(k) * live;
      let w = weight4(output, k) * factor;
      if (ROWS == 1u) {
        let x0 = x[r0 + k];
        a.x += dot(w, x0);
        if (PAIR) { a2.x += dot(weight4(output + COLUMNS, k) * factor, x0); }
        if (NORMED) { c.x += dot(x0, x0) * live; }
      } else {
        a += vec4<f32>(dot(w, x[r0 + k]), dot(w, x[r1 + k]), dot(w, x[r2 + k]), dot(w, x[r3 + k]));
        b += vec4<f32>(dot(w, x[r4 + k]), dot(w, x[r5 + k]), dot(w, x[r6 + k]), dot(w, x[r7 + k]));
        if (PAIR) {
          let w2 = weight4(output + COLUMNS, k) * factor;
          a2 += vec4<f32>(dot(w2, x[r0 + k]), dot(w2, x[r1 + k]), dot(w2, x[r2 + k]), dot(w2, x[r3 + k]));
          b2 += vec4<f32>(dot(w2, x[r4 + k]), dot(w2, x[r5 + k]), dot(w2, x[r6 + k]), dot(w2, x[r7 + k]));
        }
        if (NORMED && lane < 32u) {
          c += vec4<f32>(dot(x[r0 + k], x[r0 + k]), dot(x[r1 + k], x[r1 + k]), dot(x[r2 + k], x[r2 + k]), dot(x[r3 + k], x[r3 + k])) * live;
          d += vec4<f32>(dot(x[r4 + k], x[r4 + k]), dot(x[r5 + k], x[r5 + k]), dot(x[r6 + k], x[r6 + k]), dot(x[r7 + k], x[r7 + k])) * live;
        }
      }
    }
  }
  if (NORMED && lane < 32u) {
    lowSquares[lane] = c;
    highSquares[lane] = d;
  }
  let sums = gather(lane, a, b);
  var second = vec4<f32>();
  if (PAIR) { second = gather(lane, a2, b2); }
  if (lane >= 2u * ROWS) { return; }
  let row = lane / 2u;
  var squares = 0.0;
  if (NORMED) {
    for (var share = 0u; share < 32u; share++) { squares += select(highSquares[share], lowSquares[share], row < 4u)[row % 4u]; }
  }
  let scale = scaleOf(squares);
  if (m + row < rows) { finish4(m + row, n + lane % 2u * 4u, sums * scale, second * scale); }
}
