// Tiles of 32 rows x 32 columns for attention: 64 invocations hold 4 x 4 scores each, row ty * 4 + i and column tx * 4 + c, ty = lane / 8, tx = lane % 8.
// Columns' vectors lie in workgroup memory; those of the rows are read through the cache, where 8 lanes share each. HEAD is 32 or 64.
const HEAD4 = HEAD / 4u;
const GROUP = HEADS / KV_HEADS;
const NEVER = -3.0e38;
// Column j of a tile lies at slot (j % 4) * 8 + j / 4 and its vec4 d at d ^ (slot % 8), so that the lanes of a row of scores meet no common bank.
fn slotOf(j: u32, d: u32) -> u32 {
  return (j % 4u * 8u + j / 4u) * HEAD4 + (d ^ (j / 4u)) % HEAD4;
}
// vec4 d of the invocation's column c.
fn columnAt(tx: u32, c: u32, d: u32) -> u32 {
  return (c * 8u + tx) * HEAD4 + (d ^ tx) % HEAD4;
}
// Where the four scores of a row with the columns 4 j4.. lie once they are put into workgroup memory.
fn scoreAt(ty: u32, i: u32, j4: u32) -> u32 {
  return (ty * 4u + i) * 8u + (j4 ^ ty) % 8u;
}
