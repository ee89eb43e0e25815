// y[T, WIDTH] += SCALING * u[T, RANK] P, in place. TRANSPOSED: P is stored [WIDTH, RANK] (lora_B, forward), else [RANK, WIDTH] (lora_A, backward).
// DROPOUT multiplies the addend by the mask (dx = SCALING (v A) * mask).
@group(0) @binding(2) var<storage, read> u: array<f32>;
@group(0) @binding(3) var<storage, read> p: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  let token = i / WIDTH;
  if (token >= frame.tokens) { return; }
  let column = i % WIDTH;
  var sum = 0.0;
  for (var r = 0u; r < RANK; r++) { sum += u[token * RANK + r] * p[select(r * WIDTH + column, column * RANK + r, TRANSPOSED)]; }
  sum *= SCALING;
  if (DROPOUT) { sum *= dropoutScale(dropoutKey(), i); }
  y[i] += sum;
}
