// What the eight invocations of a row group have in common, by shuffles: bits 1 to 3 of the lane tell them apart (attentionLarge.wgsl), in subgroups of 32.
struct Rows { upper: vec4<f32>, lower: vec4<f32> }
fn rowTops(at: u32, ty: u32, tx: u32, mine: Rows) -> Rows {
  var all = mine;
  all.upper = max(all.upper, subgroupShuffleXor(all.upper, 2u));
  if (WHOLE) { all.lower = max(all.lower, subgroupShuffleXor(all.lower, 2u)); }
  all.upper = max(all.upper, subgroupShuffleXor(all.upper, 4u));
  if (WHOLE) { all.lower = max(all.lower, subgroupShuffleXor(all.lower, 4u)); }
  all.upper = max(all.upper, subgroupShuffleXor(all.upper, 8u));
  if (WHOLE) { all.lower = max(all.lower, subgroupShuffleXor(all.lower, 8u)); }
  return all;
}
fn rowSums(at: u32, ty: u32, tx: u32, mine: Rows) -> Rows {
  var all = mine;
  all.upper += subgroupShuffleXor(all.upper, 2u);
  if (WHOLE) { all.lower += subgroupShuffleXor(all.lower, 2u); }
  all.upper += subgroupShuffleXor(all.upper, 4u);
  if (WHOLE) { all.lower += subgroupShuffleXor(all.lower, 4u); }
  all.upper += subgroupShuffleXor(all.upper, 8u);
  if (WHOLE) { all.lower += subgroupShuffleXor(all.lower, 8u); }
  return all;
}
