// Y[M, OUT] = X[M, IN] W[OUT, IN]^T: 4 rows x 4 outputs per invocation, no workgroup memory.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let rows = rowCount();
  let m = id.y * 4u;
  let n = id.x * 4u;
  if (m >= rows || n >= OUT) { return; }
  let width = IN / 4u;
  let m1 = min(m + 1u, rows - 1u);
  let m2 = min(m + 2u, rows - 1u);
  let m3 = min(m + 3u, rows - 1u);
  let n1 = min(n + 1u, OUT - 1u);
  let n2 = min(n + 2u, OUT - 1u);
  let n3 = min(n + 3u, OUT - 1u);
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var k = 0u; k < width; k++) {
    let w0 = weight4(n, k);
    let w1 = weight4(n1, k);
    let w2 = weight4(n2, k);
    let w3 = weight4(n3, k);
    let a = x[m * width + k];
    let b = x[m1 * width + k];
    let c = x[m2 * width + k];
    let d = x[m3 * width + k];
    s0 += vec4<f32>(dot(a, w0), dot(a, w1), dot(a, w2), dot(a, w3));
    s1 += vec4<f32>(dot(b, w0), dot(b, w1), dot(b, w2), dot(b, w3));
    s2 += vec4<f32>(dot(c, w0), dot(c, w1), dot(c, w2), dot(c, w3));
    s3 += vec4<f32>(dot(d, w0), dot(d, w1), dot(d, w2), dot(d, w3));
  }
  store4(m, n, s0, OUT);
  if (m + 1u < rows) { store4(m + 1u, n, s1, OUT); }
  if (m + 2u < rows) { store4(m + 2u, n, s2, OUT); }
  if (m + 3u < rows) { store4(m + 3u, n, s3, OUT); }
}
