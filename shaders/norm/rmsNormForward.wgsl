// y = w * x * rstd, rstd = (mean(x^2) + EPS)^-1/2 per row of WIDTH; one workgroup per row.
@group(0) @binding(2) var<storage, read> x: array<Lane>;
@group(0) @binding(3) var<storage, read> w: array<Lane>;
@group(0) @binding(4) var<storage, read_write> y: array<Lane>;
@group(0) @binding(5) var<storage, read_write> rstd: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup.y * groups.x + workgroup.x;
  let inside = row < rowCount();
  let base = select(0u, row * (WIDTH / LANE), inside);
  var sum = Lane();
  for (var i = lane; i < WIDTH / LANE; i += LANES) { sum += x[base + i] * x[base + i]; }
  let r = inverseSqrt(workgroupSum(lane, sumOf(sum)) / f32(WIDTH) + EPS);
  if (!inside) { return; }
  for (var i = lane; i < WIDTH / LANE; i += LANES) { y[base + i] = w[i] * (x[base + i] * r); }
  if (lane == 0u) { rstd[row] = r; }
}
