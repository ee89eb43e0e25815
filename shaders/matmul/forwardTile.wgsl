// Y[M, OUT] = X[M, IN] W[OUT, IN]^T in tiles of 64 x 64, 16 deep: 256 invocations of 4 x 4 sums. Both operands lie k-major in workgroup memory
// (8 KiB), so the inner loop reads two vec4.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
var<workgroup> xTile: array<vec4<f32>, 256>;
var<workgroup> wTile: array<vec4<f32>, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let rows = rowCount();
  let m = workgroup.y * 64u;
  let n = workgroup.x * 64u;
  let width = IN / 4u;
  // Loading: lane -> (row of the tile, k / 4).
  let loadRow = lane / 4u;
  let loadK = lane % 4u;
  // Computing: lane -> (4 rows, 4 columns).
  let tm = lane / 16u;
  let tn = lane % 16u;
  let xRow = min(m + loadRow, rows - 1u) * width;
  let wRow = min(n + loadRow, OUT - 1u);
  prepareWeights(lane);
  workgroupBarrier();
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var k = 0u; k < (width + 3u) / 4u; k++) {
    let k4 = k * 4u + loadK;
    var a = vec4<f32>();
    var b = vec4<f32>();
    if (k4 < width) {
      a = x[xRow + k4];
      b = weight4(wRow, k4);
    }
    for (var j = 0u; j < 4u; j++) {
      xTile[(loadK * 4u + j) * 16u + loadRow / 4u][loadRow % 4u] = a[j];
      wTile[(loadK * 4u + j) * 16u + loadRow / 4u][loadRow % 4u] = b[j];
    }
    workgroupBarrier();
    for (var kk = 0u; kk < 16u; kk++) {
      let av = xTile[kk * 16u + tm];
      let bv = wTile[kk * 16u + tn];
      s0 += av.x * bv;
      s1 += av.y * bv;
      s2 += av.z * bv;
      s3 += av.w * bv;
    }
    workgroupBarrier();
  }
  let row = m + tm * 4u;
  let column = n + tn * 4u;
  if (row < rows) { store4(row, column, s0, OUT); }
  if (row + 1u < rows) { store4(row + 1u, column, s1, OUT); }
  if (row + 2u < rows) { store4(row + 2u, column, s2, OUT); }
  if (row + 3u < rows) { store4(row + 3u, column, s3, OUT); }
}
