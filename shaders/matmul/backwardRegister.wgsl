// dX[M, IN] = dY[M, OUT] W[OUT, IN]: 4 rows x 4 inputs per invocation, no workgroup memory. dY has row stride X_STRIDE (a multiple of 4,
// columns past OUT hold zeros) and starts at column args.z.
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let rows = rowCount();
  let m = id.y * 4u;
  let i = id.x;
  if (m >= rows || i >= IN / 4u) { return; }
  let stride = X_STRIDE / 4u;
  let r0 = m * stride + args.z / 4u;
  let r1 = min(m + 1u, rows - 1u) * stride + args.z / 4u;
  let r2 = min(m + 2u, rows - 1u) * stride + args.z / 4u;
  let r3 = min(m + 3u, rows - 1u) * stride + args.z / 4u;
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var o = 0u; o < (OUT + 3u) / 4u; o++) {
    let w0 = weight4(min(o * 4u, OUT - 1u), i);
    let w1 = weight4(min(o * 4u + 1u, OUT - 1u), i);
    let w2 = weight4(min(o * 4u + 2u, OUT - 1u), i);
    let w3 = weight4(min(o * 4u + 3u, OUT - 1u), i);
    let a = dy[r0 + o];
    let b = dy[r1 + o];
    let c = dy[r2 + o];
    let d = dy[r3 + o];
    s0 += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
    s1 += b.x * w0 + b.y * w1 + b.z * w2 + b.w * w3;
    s2 += c.x * w0 + c.y * w1 + c.z * w2 + c.w * w3;
    s3 += d.x * w0 + d.y * w1 + d.z * w2 + d.w * w3;
  }
  store4(m, i * 4u, s0, IN);
  if (m + 1u < rows) { store4(m + 1u, i * 4u, s1, IN); }
  if (m + 2u < rows) { store4(m + 2u, i * 4u, s2, IN); }
  if (m + 3u < rows) { store4(m + 3u, i * 4u, s3, IN); }
}
