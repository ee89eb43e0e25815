// y[t] = E[ids[t]] for the rows args.x .. args.x + OUT of the embedding held in this shard; other tokens are left to other shards.
@group(0) @binding(2) var<storage, read> ids: array<u32>;
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  let token = i / (IN / 4u);
  if (token >= frame.tokens) { return; }
  let id = ids[token];
  if (id < args.x || id >= args.x + OUT) { return; }
  y[i] = weight4(id - args.x, i % (IN / 4u));
}
