// Where a matmul puts its sums. MODE 0: y = sum, 1: y = residual + sum, 2: y += sum. Row stride STRIDE, first column args.y.
@group(0) @binding(6) var<storage, read_write> y: array<f32>;
@group(0) @binding(7) var<storage, read> bias: array<f32>;
@group(0) @binding(8) var<storage, read> residual: array<f32>;
fn store4(row: u32, column: u32, sums: vec4<f32>, width: u32) {
  for (var j = 0u; j < 4u; j++) {
    if (column + j < width) {
      let at = row * STRIDE + args.y + column + j;
      var value = sums[j];
      if (HAS_BIAS) { value += bias[column + j]; }
      if (MODE == 1u) { value += residual[at]; }
      if (MODE == 2u) { value += y[at]; }
      y[at] = value;
    }
  }
}
