// Dense bf16 weight [OUT, IN] kept as pairs in u32: bf16 is the upper half of an f32, so widening is exact.
@group(0) @binding(3) var<storage, read> weight: array<vec2<u32>>;
alias Fetched = vec2<u32>;
fn fetch4(row: u32, col4: u32) -> Fetched { return weight[row * (IN / 4u) + col4]; }
fn decode4(pair: Fetched) -> vec4<f32> {
  return vec4<f32>(bitcast<f32>(pair.x << 16u), bitcast<f32>(pair.x & 0xffff0000u), bitcast<f32>(pair.y << 16u), bitcast<f32>(pair.y & 0xffff0000u));
}
fn weight4(row: u32, col4: u32) -> vec4<f32> { return decode4(fetch4(row, col4)); }
fn prepareWeights(lane: u32) {}
