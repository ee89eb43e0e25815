// Sums of eight numbers over a workgroup of LANES invocations (a multiple of 16), in a fixed order: each gives numbers 0 to 3 in `low` and 4 to 7 in `high`, and
// lane n < 8 gets the sum of number n. Two barriers for all eight, where a reduction for each took 8 times as long on SwiftShader. Every invocation must
// call it; calls may follow each other.
var<workgroup> eights: array<vec4<f32>, 2u * LANES>;
var<workgroup> sixteen: array<vec4<f32>, 16>;
fn sumEight(lane: u32, low: vec4<f32>, high: vec4<f32>) -> f32 {
  eights[lane] = low;
  eights[LANES + lane] = high;
  workgroupBarrier();
  if (lane < 16u) {
    var sum = vec4<f32>();
    for (var s = 0u; s < LANES / 8u; s++) { sum += eights[lane % 2u * LANES + lane / 2u * (LANES / 8u) + s]; }
    sixteen[lane] = sum;
  }
  workgroupBarrier();
  var total = 0.0;
  for (var s = 0u; s < 8u; s++) { total += sixteen[s * 2u + lane % 8u / 4u][lane % 4u]; }
  return total;
}
