// Rotates each head of x [T, HEADS * HEAD] in place by the angle of its token's position: (a, b) -> (a cos - SIGN b sin, b cos + SIGN a sin) with
// a = x[j], b = x[j + HEAD/2]. SIGN 1: forward, -1: backward (transpose). table[position] = HEAD/2 cosines, then HEAD/2 sines.
@group(0) @binding(2) var<storage, read> position: array<u32>;
@group(0) @binding(3) var<storage, read> table: array<Lane>;
@group(0) @binding(4) var<storage, read_write> x: array<Lane>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  const HALF = HEAD / 2u / LANE;
  let i = linearIndex(workgroup, groups, lane);
  let token = i / (HEADS * HALF);
  if (token >= frame.tokens) { return; }
  let j = i % HALF;
  let at = (i / HALF) * (HEAD / LANE) + j;
  let row = position[token] * (HEAD / LANE);
  let c = table[row + j];
  let s = table[row + HALF + j] * SIGN;
  let a = x[at];
  let b = x[at + HALF];
  x[at] = a * c - b * s;
  x[at + HALF] = b * c + a * s;
}
