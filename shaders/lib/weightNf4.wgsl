// NF4 weight [OUT, IN] in bitsandbytes' order: element e = row*IN + col, first of a pair in the high nibble, one f32 scale per 64 elements.
@group(0) @binding(3) var<storage, read> codes: array<u32>;
@group(0) @binding(4) var<storage, read> absmax: array<f32>;
@group(0) @binding(5) var<storage, read> levels: array<f32>;
// Four neighbours W[row, 4*col4 ..]: 16 bits of one word, one scale (64 is a multiple of 4, so they share a block).
fn weight4(row: u32, col4: u32) -> vec4<f32> {
  let group = row * (IN / 4u) + col4;
  let bits = codes[group >> 1u] >> ((group % 2u) * 16u);
  let scale = absmax[group >> 4u];
  return vec4<f32>(levels[(bits >> 4u) % 16u], levels[bits % 16u], levels[(bits >> 12u) % 16u], levels[(bits >> 8u) % 16u]) * scale;
}
fn prepareWeights(lane: u32) {}
