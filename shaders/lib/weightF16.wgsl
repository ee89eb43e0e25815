// Dense f16 weight [OUT, IN] kept as pairs in u32: unpack2x16float needs no feature.
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
fn weight4(row: u32, col4: u32) -> vec4<f32> {
  let pair = weight[row * (IN / 4u) + col4];
  return vec4<f32>(unpack2x16float(pair.x), unpack2x16float(pair.y));
}
fn prepareWeights(lane: u32) {}
