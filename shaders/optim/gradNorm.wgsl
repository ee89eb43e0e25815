// stats: [0] loss sum, [1] gradient norm before clipping, [2] factor for the gradients = min(1, maxNorm / (norm + 1e-6)) / loss scale, [3] 1 once a
// loss or norm was not finite: updates stop from there until the host clears it. One workgroup.
@group(0) @binding(2) var<storage, read> partials: array<f32>;
@group(0) @binding(3) var<storage, read_write> stats: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < GROUPS; i += LANES) { sum += partials[i]; }
  let norm = sqrt(workgroupSum(lane, sum)) * frame.unscale;
  if (lane != 0u) { return; }
  stats[1] = norm;
  stats[2] = select(1.0, min(1.0, frame.maxNorm / (norm + 1e-6)), frame.maxNorm > 0.0) * frame.unscale;
  if (!isFinite(norm) || !isFinite(stats[0])) { stats[3] = 1.0; }
}
