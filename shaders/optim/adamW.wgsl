// AdamW with torch's order of operations on flat buffers of COUNT f32: g = clip * grad; p -= lr wd p; m, v moments;
// p -= stepSize * m / (sqrt(v) / sqrtBias2 + eps). Nothing changes once stats[3] is set.
@group(0) @binding(2) var<storage, read> stats: array<f32>;
@group(0) @binding(3) var<storage, read> grads: array<Lane>;
@group(0) @binding(4) var<storage, read_write> parameters: array<Lane>;
@group(0) @binding(5) var<storage, read_write> m: array<Lane>;
@group(0) @binding(6) var<storage, read_write> v: array<Lane>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let i = linearIndex(workgroup, groups, lane);
  if (i >= COUNT / LANE || stats[3] != 0.0) { return; }
  let g = grads[i] * stats[2];
  let mean = frame.beta1 * m[i] + frame.restBeta1 * g;
  let square = frame.beta2 * v[i] + frame.restBeta2 * g * g;
  m[i] = mean;
  v[i] = square;
  parameters[i] = parameters[i] * frame.decay - frame.stepSize * mean / (sqrt(square) / frame.sqrtBias2 + frame.eps);
}
