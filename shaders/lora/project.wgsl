// u[T, RANK] = drop(x)[T, WIDTH] P: one workgroup per token. TRANSPOSED: P is stored [RANK, WIDTH] (lora_A), else [WIDTH, RANK] (lora_B).
// Ranks go in blocks of 8; DROPOUT applies the mask to x.
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> p: array<f32>;
@group(0) @binding(4) var<storage, read_write> u: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let token = workgroup.y * groups.x + workgroup.x;
  let inside = token < frame.tokens;
  let base = select(0u, token * WIDTH, inside);
  let key = dropoutKey();
  for (var r = 0u; r < RANK; r += 8u) {
    var sums: array<f32, 8>;
    for (var i = lane; i < WIDTH; i += LANES) {
      var value = x[base + i];
      if (DROPOUT) { value *= dropoutScale(key, base + i); }
      for (var j = 0u; j < 8u; j++) {
        if (r + j < RANK) {
          sums[j] += value * p[select(i * RANK + r + j, (r + j) * WIDTH + i, TRANSPOSED)];
        }
      }
    }
    for (var j = 0u; j < 8u; j++) {
      let total = workgroupSum(lane, sums[j]);
      if (inside && lane == 0u && r + j < RANK) { u[token * RANK + r + j] = total; }
    }
  }
}
