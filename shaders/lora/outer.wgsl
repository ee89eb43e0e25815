// parts[chunk, RANK (OUT + IN)]: of each CHUNK of tokens the sums of u (x) dy, [RANK, OUT], which become dB, and of v (x) drop(x), [RANK, IN], which become dA;
// sumOuter.wgsl adds the chunks. u, v [T, RANK], dy [T, OUT], x [T, IN]. A workgroup holds 16 columns of one of the two x SHARES interleaved shares of the
// tokens; shares are added in a fixed order.
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<f32>;
@group(0) @binding(4) var<storage, read> x: array<f32>;
@group(0) @binding(5) var<storage, read> v: array<f32>;
@group(0) @binding(6) var<storage, read_write> parts: array<f32>;
const GROUPS_OUT = (OUT + 15u) / 16u;
var<workgroup> shares: array<f32, 8u * 16u * SHARES>;

@compute @workgroup_size(16, SHARES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let forA = workgroup.x >= GROUPS_OUT;
  let width = select(OUT, IN, forA);
  let column = (workgroup.x - select(0u, GROUPS_OUT, forA)) * 16u + local.x;
  let rank = workgroup.y * 8u;
  let inside = column < width;
  let key = dropoutKey();
  let end = min((workgroup.z + 1u) * CHUNK, frame.tokens);
  var sums = array<f32, 8>();
  if (inside && forA) {
    for (var t = workgroup.z * CHUNK + local.y; t < end; t += SHARES) {
      var value = x[t * IN + column];
      if (DROPOUT) { value *= dropoutScale(key, t * IN + column); }
      for (var j = 0u; j < 8u; j++) {
        if (rank + j < RANK) { sums[j] += value * v[t * RANK + rank + j]; }
      }
    }
  } else if (inside) {
    for (var t = workgroup.z * CHUNK + local.y; t < end; t += SHARES) {
      let value = dy[t * OUT + column];
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
      parts[workgroup.z * RANK * (OUT + IN) + select(0u, RANK * OUT, forA) + r * width + column] = total;
    }
  }
}
