// dB [OUT, RANK] and dA [RANK, IN] += SCALING * the sums over the chunks of parts[chunk, RANK (OUT + IN)] (outer.wgsl), in their order.
@group(0) @binding(2) var<storage, read> parts: array<f32>;
@group(0) @binding(3) var<storage, read_write> dB: array<f32>;
@group(0) @binding(4) var<storage, read_write> dA: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  const EACH = RANK * (OUT + IN);
  let i = linearIndex(workgroup, groups, lane);
  if (i >= EACH) { return; }
  var total = 0.0;
  for (var chunk = 0u; chunk * CHUNK < frame.tokens; chunk++) { total += parts[chunk * EACH + i]; }
  if (i < RANK * OUT) {
    dB[i % OUT * RANK + i / OUT] += SCALING * total;
  } else {
    dA[i - RANK * OUT] += SCALING * total;
  }
}
