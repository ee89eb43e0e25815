// SPLIT invocations of a workgroup of 64 share a row (local.x = share, local.y = row): each sums every SPLIT-th term, and sharedSum adds the shares in
// a fixed order. Every invocation must call it, the same number of times.
const ROWS = 64u / SPLIT;
var<workgroup> shares: array<vec4<f32>, 64>;
fn putShare(local: vec3<u32>, value: vec4<f32>) {
  workgroupBarrier();
  shares[local.y * SPLIT + local.x] = value;
  workgroupBarrier();
}
fn sharedSum(local: vec3<u32>, value: vec4<f32>) -> vec4<f32> {
  if (SPLIT == 1u) { return value; }
  putShare(local, value);
  var sum = vec4<f32>();
  for (var s = 0u; s < SPLIT; s++) { sum += shares[local.y * SPLIT + s]; }
  return sum;
}
