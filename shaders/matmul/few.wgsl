// Y[M, OUT] = X[M, IN] W[OUT, IN]^T for the few rows of decoding: a workgroup takes 8 outputs and ROWS (1 or 8) rows; 32 invocations share an output and
// walk its inputs side by side, then their sums are added in a fixed order. A weight is read and decoded once per ROWS rows. With fewNormed.wgsl X is the norm
// of x, which then need not be computed before.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
const WIDTH4 = IN / 4u;
// Sums of rows 0 to 3 and 4 to 7, [output][share].
var<workgroup> low: array<vec4<f32>, 256>;
var<workgroup> high: array<vec4<f32>, 256>;
// Squares of rows 0 to 3 and 4 to 7, [share].
var<workgroup> lowSquares: array<vec4<f32>, 32>;
var<workgroup> highSquares: array<vec4<f32>, 32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let rows = rowCount();
  let m = workgroup.y * ROWS;
  let n = workgroup.x * 8u;
  let output = min(n + lane / 32u, OUT - 1u);
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
  var c = vec4<f32>();
  var d = vec4<f32>();
  for (var k = lane % 32u; k < WIDTH4; k += 32u) {
    let w = weight4(output, k) * factor4(k);
    if (ROWS == 1u) {
      a.x += dot(w, x[r0 + k]);
    } else {
      a += vec4<f32>(dot(w, x[r0 + k]), dot(w, x[r1 + k]), dot(w, x[r2 + k]), dot(w, x[r3 + k]));
      b += vec4<f32>(dot(w, x[r4 + k]), dot(w, x[r5 + k]), dot(w, x[r6 + k]), dot(w, x[r7 + k]));
    }
    if (NORMED && lane < 32u) {
      c += vec4<f32>(dot(x[r0 + k], x[r0 + k]), dot(x[r1 + k], x[r1 + k]), dot(x[r2 + k], x[r2 + k]), dot(x[r3 + k], x[r3 + k]));
      d += vec4<f32>(dot(x[r4 + k], x[r4 + k]), dot(x[r5 + k], x[r5 + k]), dot(x[r6 + k], x[r6 + k]), dot(x[r7 + k], x[r7 + k]));
    }
  }
  if (NORMED && lane < 32u) {
    lowSquares[lane] = c;
    highSquares[lane] = d;
  }
  low[lane] = a;
  if (ROWS != 1u) { high[lane] = b; }
  workgroupBarrier();
  // Invocation (row, four outputs): sums of one row over the shares of each output.
  if (lane >= 2u * ROWS) { return; }
  let row = lane / 2u;
  let first = lane % 2u * 4u;
  var sums = vec4<f32>();
  var squares = 0.0;
  for (var share = 0u; share < 32u; share++) {
    for (var j = 0u; j < 4u; j++) {
      let at = (first + j) * 32u + share;
      if (row < 4u) { sums[j] += low[at][row % 4u]; } else { sums[j] += high[at][row % 4u]; }
    }
    if (NORMED) { squares += select(highSquares[share], lowSquares[share], row < 4u)[row % 4u]; }
  }
  if (m + row < rows) { store4(m + row, n + first, sums * scaleOf(squares), OUT); }
}
