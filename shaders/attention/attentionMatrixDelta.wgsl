// As attentionDelta.wgsl, HEAD / 4 invocations per (token, head): neighbours read neighbouring numbers.
@group(0) @binding(2) var<storage, read> o: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> dO: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> delta: array<f32>;

const HEAD4 = HEAD / 4u;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  let rows = frame.tokens * HEADS;
  let at = min(i, rows * HEAD4 - 1u);
  var sum = dot(o[at], dO[at]);
  sum += subgroupShuffleXor(sum, 1u);
  sum += subgroupShuffleXor(sum, 2u);
  sum += subgroupShuffleXor(sum, 4u);
  if (HEAD == 64u) { sum += subgroupShuffleXor(sum, 8u); }
  if (i < rows * HEAD4 && i % HEAD4 == 0u) { delta[i / HEAD4] = sum; }
}
