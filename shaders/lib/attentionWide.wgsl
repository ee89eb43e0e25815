// Tiles of 64 rows x 32 columns for attention: 64 invocations hold 8 x 4 scores each, rows ty * 8 + i and columns tx * 4 + c, ty = lane / 8, tx = lane % 8:
// 6 vec4 from workgroup memory for 64 multiply-adds where 4 x 4 scores need 8. Rows and columns lie there PASS vec4 of a head at a time: whole heads in 26 KiB
// saved barriers and were slower on an H100. HEAD is 32 or 64.
const HEAD4 = HEAD / 4u;
const GROUP = HEADS / KV_HEADS;
const NEVER = -3.0e38;
const LOG2E = 1.4426950408889634;
// vec4 d of row i of the invocations ty (or column i of tx): neighbouring lanes meet no common bank.
fn slotOf(group: u32, i: u32, d: u32) -> u32 {
  return (i * 8u + group) * PASS + (d ^ select(group, group / 2u, PASS == 4u)) % PASS;
}
// Where the scores of row i with the columns 4 j4.. lie once they are put into workgroup memory.
fn scoreAt(ty: u32, i: u32, j4: u32) -> u32 {
  return (ty * 8u + i) * 8u + (j4 ^ ty) % 8u;
}
fn top4(a: vec4<f32>) -> f32 { return max(max(a.x, a.y), max(a.z, a.w)); }
fn four(n: u32) -> vec4<u32> { return vec4<u32>(n) + vec4<u32>(0u, 1u, 2u, 3u); }
