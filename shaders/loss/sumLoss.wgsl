// stats[LOSS_SUM] += sum over the supervised rows of the micro-batch; one workgroup.
@group(0) @binding(2) var<storage, read> rowLoss: array<f32>;
@group(0) @binding(3) var<storage, read_write> stats: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < frame.rows; i += LANES) { sum += rowLoss[i]; }
  let total = workgroupSum(lane, sum);
  if (lane == 0u) { stats[0] += total; }
}
