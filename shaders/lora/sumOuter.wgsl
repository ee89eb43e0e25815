// dB [OUT, RANK] and dA [RANK, IN] of each adapter += SCALING * the sums over the chunks of parts (outer.wgsl), in their order. They lie in `grads`, those of
// adapter n from B_n and A_n on.
@group(0) @binding(2) var<storage, read> parts: array<f32>;
@group(0) @binding(3) var<storage, read_write> grads: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= PARTS) { return; }
  var total = 0.0;
  for (var chunk = 0u; chunk * CHUNK < frame.tokens; chunk++) { total += parts[chunk * PARTS + i]; }
  let which = select(0u, 1u, MODULES > 1u && i >= partsBegin(1u)) + select(0u, 1u, MODULES > 2u && i >= partsBegin(2u));
  let out = outOf(which);
  let at = i - partsBegin(which);
  if (at < RANK * out) {
    grads[select(select(B_0, B_1, which == 1u), B_2, which == 2u) + at % out * RANK + at / out] += SCALING * total;
  } else {
    grads[select(select(A_0, A_1, which == 1u), A_2, which == 2u) + at - RANK * out] += SCALING * total;
  }
}
