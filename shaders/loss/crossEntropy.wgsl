// Per supervised row of a chunk: loss = LSE(z) - z[y] (nats). BACKWARD: logits are overwritten with dz = (softmax(z) - onehot(y)) * invCount; columns
// VOCAB..STRIDE become 0. The true class is - invCount * (sum of the others) / total, which does not cancel when p -> 1. One workgroup per row.
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read_write> logits: array<f32>;
@group(0) @binding(4) var<storage, read_write> rowLoss: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup.y * groups.x + workgroup.x;
  let inside = row < rowCount();
  let base = select(0u, row * STRIDE, inside);
  let truth = targets[select(0u, row, inside)];
  var top = -3.0e38;
  for (var i = lane; i < VOCAB; i += LANES) { top = max(top, logits[base + i]); }
  top = workgroupMax(lane, top);
  var others = 0.0;
  for (var i = lane; i < VOCAB; i += LANES) {
    if (i != truth) { others += exp(logits[base + i] - top); }
  }
  // Read by every lane before the barriers of the sum, for one lane overwrites it below.
  let zTruth = logits[base + truth];
  others = workgroupSum(lane, others);
  if (!inside) { return; }
  let total = others + exp(zTruth - top);
  if (lane == 0u) { rowLoss[row] = log(total) + (top - zTruth); }
  if (!BACKWARD) { return; }
  let scale = frame.invCount / total;
  for (var i = lane; i < STRIDE; i += LANES) {
    if (i == truth) {
      logits[base + i] = -others * scale;
    } else if (i < VOCAB) {
      logits[base + i] = exp(logits[base + i] - top) * scale;
    } else {
      logits[base + i] = 0.0;
    }
  }
}
