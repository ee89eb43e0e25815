// y[M, K] = x[M, K] rounded to f16, eight numbers per invocation; rows of y are filled up with zeros to a multiple of 8. Rows of x are X_STRIDE apart and begin
// at column args.z, both multiples of 4; between K and the next multiple of 4 x holds zeros.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<u32>>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  const K8 = (K + 7u) / 8u;
  let at = linearIndex(workgroup, groups, lane);
  if (at >= rowCount() * K8) { return; }
  let first = at / K8 * (X_STRIDE / 4u) + args.z / 4u + at % K8 * 2u;
  var tail = vec4<f32>();
  if (at % K8 * 8u + 4u < K) { tail = x[first + 1u]; }
  y[at] = vec4<u32>(bitcast<vec2<u32>>(vec4<f16>(x[first])), bitcast<vec2<u32>>(vec4<f16>(tail)));
}
