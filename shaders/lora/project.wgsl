// u[T, RANK] = drop(x)[T, WIDTH] P of MODULES adapters that share x: one workgroup per adapter and token. TRANSPOSED: P is stored [RANK, WIDTH] (lora_A), else
// [WIDTH, RANK] (lora_B). The P of adapters 1 and 2 lie AT_1 and AT_2 behind the first, their u args.w apart; args.x, y, z are the streams of dropout.
// Ranks go in blocks of 8; DROPOUT applies the mask to x. Each of the first 8 lanes adds the LANES shares of one rank in order: one barrier for
// all eight ranks, where a reduction per rank took 8 times as long on SwiftShader.
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> p: array<f32>;
@group(0) @binding(4) var<storage, read_write> u: array<f32>;
var<workgroup> shares: array<f32, 8 * LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let index = workgroup.y * groups.x + workgroup.x;
  let inside = index < frame.tokens * MODULES;
  let token = index % frame.tokens;
  let which = min(index / frame.tokens, MODULES - 1u);
  let first = select(select(0u, AT_1, which == 1u), AT_2, which == 2u);
  let base = token * WIDTH;
  let key = dropoutKeyOf(args[which]);
  for (var r = 0u; r < RANK; r += 8u) {
    // With its value spelled out: SwiftShader keeps that of the round before in a `var` without one.
    var sums = array<f32, 8>();
    for (var i = lane; i < WIDTH; i += LANES) {
      var value = x[base + i];
      if (DROPOUT) { value *= dropoutScale(key, base + i); }
      for (var j = 0u; j < 8u; j++) {
        if (r + j < RANK) {
          sums[j] += value * p[first + select(i * RANK + r + j, (r + j) * WIDTH + i, TRANSPOSED)];
        }
      }
    }
    for (var j = 0u; j < 8u; j++) { shares[j * LANES + lane] = sums[j]; }
    workgroupBarrier();
    if (inside && lane < 8u && r + lane < RANK) {
      var total = 0.0;
      for (var s = 0u; s < LANES; s++) { total += shares[lane * LANES + s]; }
      u[which * args.w + token * RANK + r + lane] = total;
    }
    workgroupBarrier();
  }
}
