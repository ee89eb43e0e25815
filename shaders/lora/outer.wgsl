// parts[chunk, RANK, WIDTH] = sum over the CHUNK tokens of a chunk of u[t, RANK] (x) drop(x)[t, WIDTH]: of dA (x = adapter input, u = dY B) or of dB (x = dY,
// u = drop(x) A^T). sumOuter.wgsl adds the chunks. A workgroup holds 16 columns x SHARES interleaved shares of the tokens; shares are added in a fixed order.
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<f32>;
@group(0) @binding(4) var<storage, read_write> parts: array<f32>;
var<workgroup> shares: array<f32, 8u * 16u * SHARES>;

@compute @workgroup_size(16, SHARES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let column = workgroup.x * 16u + local.x;
  let rank = workgroup.y * 8u;
  let inside = column < WIDTH;
  let key = dropoutKey();
  let end = min((workgroup.z + 1u) * CHUNK, frame.tokens);
  var sums = array<f32, 8>();
  if (inside) {
    for (var t = workgroup.z * CHUNK + local.y; t < end; t += SHARES) {
      var value = x[t * WIDTH + column];
      if (DROPOUT) { value *= dropoutScale(key, t * WIDTH + column); }
      for (var j = 0u; j < 8u; j++) {
        if (rank + j < RANK) { sums[j] += value * u[t * RANK + rank + j]; }
      }
    }
  }
  for (var j = 0u; j < 8u; j++) { shares[j * 16u * SHARES + local.y * 16u + local.x] = sums[j]; }
  workgroupBarrier();
  for (var j = local.y; j < 8u; j += SHARES) {
    let r = rank + j;
    if (inside && r < RANK) {
      var total = 0.0;
      for (var s = 0u; s < SHARES; s++) { total += shares[(j * SHARES + s) * 16u + local.x]; }
      parts[(workgroup.z * RANK + r) * WIDTH + column] = total;
    }
  }
}
