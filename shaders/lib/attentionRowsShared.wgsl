// What the eight invocations of a row group have in common, through workgroup memory. Every invocation must call it; barriers stand around it.
struct Rows { upper: vec4<f32>, lower: vec4<f32> }
fn exchange(ty: u32, tx: u32, mine: Rows) {
  workgroupBarrier();
  aTile[0][ty * 8u + tx] = mine.upper;
  aTile[1][ty * 8u + tx] = mine.lower;
  workgroupBarrier();
}
fn rowTops(ty: u32, tx: u32, mine: Rows) -> Rows {
  exchange(ty, tx, mine);
  var all = mine;
  for (var t = 0u; t < 8u; t++) {
    all.upper = max(all.upper, aTile[0][ty * 8u + t]);
    all.lower = max(all.lower, aTile[1][ty * 8u + t]);
  }
  return all;
}
fn rowSums(ty: u32, tx: u32, mine: Rows) -> Rows {
  exchange(ty, tx, mine);
  var all = Rows();
  for (var t = 0u; t < 8u; t++) {
    all.upper += aTile[0][ty * 8u + t];
    all.lower += aTile[1][ty * 8u + t];
  }
  return all;
}
