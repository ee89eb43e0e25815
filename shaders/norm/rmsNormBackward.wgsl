// dx = rstd * (g - xhat * mean(g * xhat)), g = dy * w, xhat = x * rstd per row of WIDTH. ACCUMULATE: added to dx (the residual branch), else written.
@group(0) @binding(2) var<storage, read> x: array<Lane>;
@group(0) @binding(3) var<storage, read> w: array<Lane>;
@group(0) @binding(4) var<storage, read> rstd: array<f32>;
@group(0) @binding(5) var<storage, read> dy: array<Lane>;
@group(0) @binding(6) var<storage, read_write> dx: array<Lane>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup.y * groups.x + workgroup.x;
  let inside = row < rowCount();
  let base = select(0u, row * (WIDTH / LANE), inside);
  let r = rstd[select(0u, row, inside)];
  var sum = Lane();
  for (var i = lane; i < WIDTH / LANE; i += LANES) { sum += dy[base + i] * w[i] * (x[base + i] * r); }
  let mean = workgroupSum(lane, sumOf(sum)) / f32(WIDTH);
  if (!inside) { return; }
  for (var i = lane; i < WIDTH / LANE; i += LANES) {
    let value = r * (dy[base + i] * w[i] - x[base + i] * r * mean);
    if (ACCUMULATE) { dx[base + i] += value; } else { dx[base + i] = value; }
  }
}
