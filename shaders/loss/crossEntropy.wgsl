// Per supervised row of a chunk: loss = LSE(z) - z[y] (nats). BACKWARD: logits are overwritten with dz = (softmax(z) - onehot(y)) * invCount; columns
// VOCAB..STRIDE become 0. The true class is - invCount * (sum of the others) / total, which does not cancel when p -> 1. One workgroup per row, four
// columns at a time.
@group(0) @binding(2) var<storage, read> targets: array<u32>;
@group(0) @binding(3) var<storage, read_write> logits: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> rowLoss: array<f32>;

// Columns 4 i.. of the row that begins at vec4 `base`; those past the vocabulary count for nothing.
fn columns(base: u32, i: u32) -> vec4<f32> {
  let inside = vec4<u32>(i * 4u) + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(VOCAB);
  return select(vec4<f32>(-3.0e38), logits[base + i], inside);
}
// Which of the columns 4 i.. is the true class.
fn isTruth(i: u32, truth: u32) -> vec4<bool> {
  return vec4<u32>(i * 4u) + vec4<u32>(0u, 1u, 2u, 3u) == vec4<u32>(truth);
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup.y * groups.x + workgroup.x;
  let inside = row < rowCount();
  let base = select(0u, row * (STRIDE / 4u), inside);
  let truth = targets[select(0u, row, inside)];
  var top4 = vec4<f32>(-3.0e38);
  for (var i = lane; i < STRIDE / 4u; i += LANES) { top4 = max(top4, columns(base, i)); }
  let top = workgroupMax(lane, max(max(top4.x, top4.y), max(top4.z, top4.w)));
  var sum4 = vec4<f32>();
  for (var i = lane; i < STRIDE / 4u; i += LANES) { sum4 += select(exp(columns(base, i) - top), vec4<f32>(), isTruth(i, truth)); }
  // Read by every lane before the barriers of the sum, for one lane overwrites it below.
  let zTruth = logits[base + truth / 4u][truth % 4u];
  let others = workgroupSum(lane, sum4.x + sum4.y + sum4.z + sum4.w);
  if (!inside) { return; }
  let total = others + exp(zTruth - top);
  if (lane == 0u) { rowLoss[row] = log(total) + (top - zTruth); }
  if (!BACKWARD) { return; }
  let scale = frame.invCount / total;
  for (var i = lane; i < STRIDE / 4u; i += LANES) {
    logits[base + i] = select(exp(columns(base, i) - top) * scale, vec4<f32>(-others * scale), isTruth(i, truth));
  }
}
