// Pairs of gate and up, with act = silu(gate) * up stored beside them (mlp/swigluForward.wgsl).
@group(0) @binding(9) var<storage, read_write> act: array<vec4<f32>>;
fn finished(row: u32, output: u32, first: vec4<f32>, second: vec4<f32>) -> mat2x4<f32> {
  act[(row * REACH + output) / 4u] = first / (1.0 + exp(-first)) * second;
  return mat2x4<f32>(first, second);
}
