// The pairs of a stacked product with the biases of its outputs, one behind another as they are.
@group(0) @binding(9) var<storage, read> biases: array<vec4<f32>>;
fn finished(row: u32, output: u32, first: vec4<f32>, second: vec4<f32>) -> mat2x4<f32> {
  return mat2x4<f32>(first + biases[output / 4u], second + biases[(output + REACH) / 4u]);
}
