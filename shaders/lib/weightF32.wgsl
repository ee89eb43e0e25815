// Dense f32 weight [OUT, IN].
@group(0) @binding(3) var<storage, read> weight: array<vec4<f32>>;
fn weight4(row: u32, col4: u32) -> vec4<f32> {
  return weight[row * (IN / 4u) + col4];
}
fn prepareWeights(lane: u32) {}
