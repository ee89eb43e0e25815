// The 32-bit finaliser that every counter-based draw goes through, with constants found by Chris Wellons' hash prospector (public domain): every bit
// of the counter reaches every bit of the word.
fn mix32(value: u32) -> u32 {
  var h = value;
  h = (h ^ (h >> 16u)) * 0x21f0aaadu;
  h = (h ^ (h >> 15u)) * 0x735a2d97u;
  return h ^ (h >> 15u);
}
