// Compilers may assume that no NaN or infinity exists, so the test looks at the exponent bits.
fn isFinite(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u;
}
