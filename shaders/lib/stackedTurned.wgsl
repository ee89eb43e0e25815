// Pairs of the two halves of a head; queries and keys, all but the last section, are rotated (attention/rope.wgsl). turns [T, 2 REACH]: the cosines of the token,
// then its sines.
@group(0) @binding(9) var<storage, read> turns: array<vec4<f32>>;
fn finished(row: u32, output: u32, first: vec4<f32>, second: vec4<f32>) -> mat2x4<f32> {
  if (output >= END_1) { return mat2x4<f32>(first, second); }
  let at = (row * 2u * REACH + output % REACH) / 4u;
  let c = turns[at];
  let s = turns[at + REACH / 4u];
  return mat2x4<f32>(first * c - second * s, second * c + first * s);
}
