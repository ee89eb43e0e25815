// Sum and maximum over a workgroup of LANES invocations (a multiple of 16), in a fixed order: 16 invocations gather LANES / 16 values each, then all
// read the 16. Two barriers where a tree needs log2(LANES): 5 times faster on SwiftShader. Every invocation must call them; calls may follow each
// other, since nobody writes `gathered` before the next call's first barrier.
var<workgroup> partial: array<f32, LANES>;
var<workgroup> gathered: array<f32, 16>;
fn workgroupSum(lane: u32, value: f32) -> f32 {
  partial[lane] = value;
  workgroupBarrier();
  if (lane < 16u) {
    var sum = 0.0;
    for (var i = 0u; i < LANES / 16u; i++) { sum += partial[i * 16u + lane]; }
    gathered[lane] = sum;
  }
  workgroupBarrier();
  var total = 0.0;
  for (var i = 0u; i < 16u; i++) { total += gathered[i]; }
  return total;
}
fn workgroupMax(lane: u32, value: f32) -> f32 {
  partial[lane] = value;
  workgroupBarrier();
  if (lane < 16u) {
    var top = partial[lane];
    for (var i = 1u; i < LANES / 16u; i++) { top = max(top, partial[i * 16u + lane]); }
    gathered[lane] = top;
  }
  workgroupBarrier();
  var total = gathered[0];
  for (var i = 1u; i < 16u; i++) { total = max(total, gathered[i]); }
  return total;
}
