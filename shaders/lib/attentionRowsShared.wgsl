// What the eight invocations of a row group have in common, through workgroup memory. Every invocation must call it; barriers stand around it.
struct Rows { upper: vec4<f32>, lower: vec4<f32> }
fn exchange(at: u32, ty: u32, tx: u32, mine: Rows) {
  let i = ty * 8u + tx;
  workgroupBarrier();
  aTile[rowLine(0u, i)][rowPlace(at, 0u, i)] = mine.upper;
  if (WHOLE) { aTile[rowLine(1u, i)][rowPlace(at, 1u, i)] = mine.lower; }
  workgroupBarrier();
}
fn rowTops(at: u32, ty: u32, tx: u32, mine: Rows) -> Rows {
  exchange(at, ty, tx, mine);
  var all = mine;
  for (var t = 0u; t < 8u; t++) {
    let i = ty * 8u + t;
    all.upper = max(all.upper, aTile[rowLine(0u, i)][rowPlace(at, 0u, i)]);
    if (WHOLE) { all.lower = max(all.lower, aTile[rowLine(1u, i)][rowPlace(at, 1u, i)]); }
  }
  return all;
}
fn rowSums(at: u32, ty: u32, tx: u32, mine: Rows) -> Rows {
  exchange(at, ty, tx, mine);
  var all = Rows();
  for (var t = 0u; t < 8u; t++) {
    let i = ty * 8u + t;
    all.upper += aTile[rowLine(0u, i)][rowPlace(at, 0u, i)];
    if (WHOLE) { all.lower += aTile[rowLine(1u, i)][rowPlace(at, 1u, i)]; }
  }
  return all;
}
