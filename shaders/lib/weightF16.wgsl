// Dense f16 weight [OUT, IN] kept as pairs in u32: unpack2x16float needs no feature.
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
alias Fetched = vec2<u32>;
fn fetch4(row: u32, col4: u32) -> Fetched { return weight[row * (IN / 4u) + col4]; }
fn decode4(pair: Fetched) -> vec4<f32> {
  return vec4<f32>(unpack2x16float(pair.x), unpack2x16float(pair.y));
}
fn weight4(row: u32, col4: u32) -> vec4<f32> { return decode4(fetch4(row, col4)); }
fn prepareWeights(lane: u32) {}
