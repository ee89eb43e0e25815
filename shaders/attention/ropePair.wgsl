// As rope.wgsl, for the queries x [T, HEADS * HEAD] and the keys y [T, KV_HEADS * HEAD] of the same tokens.
@group(0) @binding(2) var<storage, read> position: array<u32>;
@group(0) @binding(3) var<storage, read> table: array<Lane>;
@group(0) @binding(4) var<storage, read_write> x: array<Lane>;
@group(0) @binding(5) var<storage, read_write> y: array<Lane>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  const HALF = HEAD / 2u / LANE;
  let i = linearIndex(workgroup, groups, lane);
  let token = i / ((HEADS + KV_HEADS) * HALF);
  if (token >= frame.tokens) { return; }
  let head = i / HALF % (HEADS + KV_HEADS);
  let j = i % HALF;
  let row = position[token] * (HEAD / LANE);
  let c = table[row + j];
  let s = table[row + HALF + j] * SIGN;
  if (head < HEADS) {
    let at = (token * HEADS + head) * (HEAD / LANE) + j;
    let a = x[at];
    let b = x[at + HALF];
    x[at] = a * c - b * s;
    x[at + HALF] = b * c + a * s;
  } else {
    let at = (token * KV_HEADS + head - HEADS) * (HEAD / LANE) + j;
    let a = y[at];
    let b = y[at + HALF];
    y[at] = a * c - b * s;
    y[at + HALF] = b * c + a * s;
  }
}
