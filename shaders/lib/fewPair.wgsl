// few.wgsl on gate and up at once: only act = silu(gate) * up is stored, [M, COLUMNS].
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;
const PAIR = true;
fn finish4(row: u32, column: u32, sums: vec4<f32>, second: vec4<f32>) {
  if (column >= COLUMNS) { return; }
  y[(row * COLUMNS + column) / 4u] = sums / (1.0 + exp(-sums)) * second;
}
