// As matmulStore.wgsl, four columns at a time: for a width and STRIDE that are multiples of 4.
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read> residual: array<vec4<f32>>;
fn store4(row: u32, column: u32, sums: vec4<f32>, width: u32) {
  if (column >= width) { return; }
  let at = (row * STRIDE + args.y + column) / 4u;
  var value = sums + added4(row, column);
  if (HAS_BIAS) { value += bias[column / 4u]; }
  if (MODE == 1u) { value += residual[at]; }
  if (MODE == 2u) { value += y[at]; }
  y[at] = value;
}
