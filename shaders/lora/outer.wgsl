// parts[chunk, …]: of each CHUNK of tokens and each of MODULES adapters that share x the sums of u (x) dy, [RANK, OUT], which become dB, and of v (x) drop(x),
// [RANK, IN], which become dA; sumOuter.wgsl adds the chunks. dy [T, OUT], dy1 [T, OUT_1], dy2 [T, OUT_2], x [T, IN]; u, v [T, RANK] of each adapter, args.w
// apart; args.x, y, z are the streams of dropout. A workgroup holds 16 columns of one of the two sums of an adapter x SHARES interleaved shares of the tokens;
// shares are added in a fixed order.
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<f32>;
@group(0) @binding(4) var<storage, read> x: array<f32>;
@group(0) @binding(5) var<storage, read> v: array<f32>;
@group(0) @binding(6) var<storage, read_write> parts: array<f32>;
@group(0) @binding(7) var<storage, read> dy1: array<f32>;
@group(0) @binding(8) var<storage, read> dy2: array<f32>;
// Workgroups of adapters 0 and 1.
const GROUPS = (OUT + 15u) / 16u + (IN + 15u) / 16u;
const GROUPS_1 = (OUT_1 + 15u) / 16u + (IN + 15u) / 16u;
var<workgroup> shares: array<f32, 8u * 16u * SHARES>;

@compute @workgroup_size(16, SHARES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let which = select(0u, 1u, workgroup.x >= GROUPS) + select(0u, 1u, workgroup.x >= GROUPS + GROUPS_1);
  let group = workgroup.x - select(select(0u, GROUPS, which == 1u), GROUPS + GROUPS_1, which == 2u);
  let out = outOf(which);
  let forA = group >= (out + 15u) / 16u;
  let width = select(out, IN, forA);
  let column = (group - select(0u, (out + 15u) / 16u, forA)) * 16u + local.x;
  let rank = workgroup.y * 8u;
  let inside = column < width;
  let key = dropoutKeyOf(args[which]);
  let plane = which * args.w;
  let end = min((workgroup.z + 1u) * CHUNK, frame.tokens);
  var sums = array<f32, 8>();
  if (inside && forA) {
    for (var t = workgroup.z * CHUNK + local.y; t < end; t += SHARES) {
      var value = x[t * IN + column];
      if (DROPOUT) { value *= dropoutScale(key, t * IN + column); }
      for (var j = 0u; j < 8u; j++) {
        if (rank + j < RANK) { sums[j] += value * v[plane + t * RANK + rank + j]; }
      }
    }
  } else if (inside) {
    for (var t = workgroup.z * CHUNK + local.y; t < end; t += SHARES) {
      let value = gradient(which, t * out + column);
      for (var j = 0u; j < 8u; j++) {
        if (rank + j < RANK) { sums[j] += value * u[plane + t * RANK + rank + j]; }
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
      parts[workgroup.z * PARTS + partsBegin(which) + select(0u, RANK * out, forA) + r * width + column] = total;
    }
  }
}

fn gradient(which: u32, at: u32) -> f32 {
  if (which == 0u) { return dy[at]; }
  if (which == 1u) { return dy1[at]; }
  return dy2[at];
}
