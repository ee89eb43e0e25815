// As weightNf4.wgsl, with the 16 levels in workgroup memory: every lane calls prepareWeights and passes a barrier before weight4.
@group(0) @binding(3) var<storage, read> codes: array<u32>;
@group(0) @binding(4) var<storage, read> absmax: array<f32>;
@group(0) @binding(5) var<storage, read> levels: array<f32>;
var<workgroup> lut: array<f32, 16>;
// What travels while the tile before is multiplied: the 16 bits of four neighbours and their scale; decoded, it would have to be waited for.
alias Fetched = vec2<u32>;
fn fetch4(row: u32, col4: u32) -> Fetched {
  let group = row * (IN / 4u) + col4;
  return vec2<u32>(codes[group >> 1u] >> ((group % 2u) * 16u), bitcast<u32>(absmax[group >> 4u]));
}
fn decode4(fetched: Fetched) -> vec4<f32> {
  let bits = fetched.x;
  let scale = bitcast<f32>(fetched.y);
  return vec4<f32>(lut[(bits >> 4u) % 16u], lut[bits % 16u], lut[(bits >> 12u) % 16u], lut[(bits >> 8u) % 16u]) * scale;
}
fn weight4(row: u32, col4: u32) -> vec4<f32> { return decode4(fetch4(row, col4)); }
fn prepareWeights(lane: u32) {
  if (lane < 16u) { lut[lane] = levels[lane]; }
}
