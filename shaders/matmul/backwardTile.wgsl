// dX[M, IN] = dY[M, OUT] W[OUT, IN] in tiles of 64 x 64, 16 deep; W is read as it is stored. dY as in backwardRegister.wgsl.
@group(0) @binding(2) var<storage, read> dy: array<vec4<f32>>;
var<workgroup> yTile: array<vec4<f32>, 256>;
var<workgroup> wTile: array<vec4<f32>, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let rows = rowCount();
  let m = workgroup.y * 64u;
  let i = workgroup.x * 16u;
  let depth = (OUT + 3u) / 4u;
  let loadRow = lane / 4u;
  let loadK = lane % 4u;
  let weightRow = lane / 16u;
  let tm = lane / 16u;
  let tn = lane % 16u;
  let yRow = min(m + loadRow, rows - 1u) * (DY_STRIDE / 4u) + args.z / 4u;
  let weightColumn = min(i + tn, IN / 4u - 1u);
  prepareWeights(lane);
  workgroupBarrier();
  var s0 = vec4<f32>();
  var s1 = vec4<f32>();
  var s2 = vec4<f32>();
  var s3 = vec4<f32>();
  for (var k = 0u; k < (depth + 3u) / 4u; k++) {
    let k4 = k * 4u + loadK;
    var a = vec4<f32>();
    if (k4 < depth) { a = dy[yRow + k4]; }
    for (var j = 0u; j < 4u; j++) {
      yTile[(loadK * 4u + j) * 16u + loadRow / 4u][loadRow % 4u] = a[j];
    }
    let o = k * 16u + weightRow;
    var b = vec4<f32>();
    if (o < OUT) { b = weight4(o, weightColumn); }
    wTile[lane] = b;
    workgroupBarrier();
    for (var kk = 0u; kk < 16u; kk++) {
      let av = yTile[kk * 16u + tm];
      let bv = wTile[kk * 16u + tn];
      s0 += av.x * bv;
      s1 += av.y * bv;
      s2 += av.z * bv;
      s3 += av.w * bv;
    }
    workgroupBarrier();
  }
  let row = m + tm * 4u;
  let column = (i + tn) * 4u;
  if (row < rows) { store4(row, column, s0, IN); }
  if (row + 1u < rows) { store4(row + 1u, column, s1, IN); }
  if (row + 2u < rows) { store4(row + 2u, column, s2, IN); }
  if (row + 3u < rows) { store4(row + 3u, column, s3, IN); }
}
