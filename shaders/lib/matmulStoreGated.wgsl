// Stores up = sum, and act = silu(gate) * up beside it (mlp/swigluForward.wgsl), so that neither is read again for that. The width is a multiple of 4.
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> act: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read> gate: array<vec4<f32>>;
fn store4(row: u32, column: u32, sums: vec4<f32>, width: u32) {
  if (column >= width) { return; }
  let at = (row * STRIDE + column) / 4u;
  let e = gate[at];
  y[at] = sums;
  act[at] = e / (1.0 + exp(-e)) * sums;
}
