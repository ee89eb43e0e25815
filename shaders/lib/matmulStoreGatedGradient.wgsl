// The sums are dact, the gradient of act = silu(gate) * up: stores de over gate, in y, and dg over up (mlp/swigluBackward.wgsl), so that dact is never written.
// The width is a multiple of 4.
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> up: array<vec4<f32>>;
fn store4(row: u32, column: u32, sums: vec4<f32>, width: u32) {
  if (column >= width) { return; }
  let at = (row * STRIDE + column) / 4u;
  let e = y[at];
  let s = 1.0 / (1.0 + exp(-e));
  y[at] = sums * up[at] * s * (1.0 + e * (1.0 - s));
  up[at] = sums * e * s;
}
