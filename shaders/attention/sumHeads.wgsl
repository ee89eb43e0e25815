// dK, dV [T, KV_HEADS, HEAD] = the sums over the query heads that share a kv head, in their order, of parts [T, HEADS, 2, HEAD] (attentionBlockKeyValue.wgsl).
@group(0) @binding(2) var<storage, read> parts: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> dk: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> dv: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  const HEAD4 = HEAD / 4u;
  const GROUP = HEADS / KV_HEADS;
  let i = linearIndex(workgroup, groups, lane);
  if (i >= frame.tokens * KV_HEADS * HEAD4) { return; }
  let d = i % HEAD4;
  var at = i / HEAD4 * GROUP * 2u * HEAD4 + d;
  var sumK = vec4<f32>();
  var sumV = vec4<f32>();
  for (var g = 0u; g < GROUP; g++) {
    sumK += parts[at];
    sumV += parts[at + HEAD4];
    at += 2u * HEAD4;
  }
  dk[i] = sumK;
  dv[i] = sumV;
}
