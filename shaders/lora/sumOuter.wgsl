// grad += SCALING * the sum over the chunks of parts[chunk, RANK, WIDTH], in their order: dA stored [RANK, WIDTH], or with TRANSPOSED dB stored
// [WIDTH, RANK].
@group(0) @binding(2) var<storage, read> parts: array<f32>;
@group(0) @binding(3) var<storage, read_write> grad: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= RANK * WIDTH) { return; }
  var total = 0.0;
  for (var chunk = 0u; chunk * CHUNK < frame.tokens; chunk++) { total += parts[chunk * RANK * WIDTH + i]; }
  grad[select(i, i % WIDTH * RANK + i / WIDTH, TRANSPOSED)] += SCALING * total;
}
