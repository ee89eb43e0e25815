// SPLIT invocations of a workgroup share a row (local.x = row, local.y = share): each sums every SPLIT-th term, and sharedSum adds the shares in a
// fixed order. Neighbouring lanes are neighbouring rows at the same term, so they read the same key: with the roles swapped each lane read
// another one. Every invocation must call it, the same number of times.
var<workgroup> shares: array<vec4<f32>, ROWS * SPLIT>;
fn putShare(local: vec3<u32>, value: vec4<f32>) {
  workgroupBarrier();
  shares[local.y * ROWS + local.x] = value;
  workgroupBarrier();
}
fn sharedSum(local: vec3<u32>, value: vec4<f32>) -> vec4<f32> {
  if (SPLIT == 1u) { return value; }
  putShare(local, value);
  var sum = vec4<f32>();
  for (var s = 0u; s < SPLIT; s++) { sum += shares[s * ROWS + local.x]; }
  return sum;
}
