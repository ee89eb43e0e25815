// What decoding does between the projections and attention: rotates the queries q [T, HEADS * HEAD] in place (rope.wgsl, SIGN 1), and puts the rotated keys and
// the values of the new tokens, [T, KV_HEADS * HEAD] each, at the end of what their sequences have in the caches: row segmentEnd[t] - 1.
@group(0) @binding(2) var<storage, read> position: array<u32>;
@group(0) @binding(3) var<storage, read> table: array<Lane>;
@group(0) @binding(4) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(5) var<storage, read_write> k: array<Lane>;
@group(0) @binding(6) var<storage, read_write> v: array<Lane>;
@group(0) @binding(7) var<storage, read_write> q: array<Lane>;
@group(0) @binding(8) var<storage, read_write> keys: array<Lane>;
@group(0) @binding(9) var<storage, read_write> values: array<Lane>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  const HALF = HEAD / 2u / LANE;
  const ALL = HEADS + 2u * KV_HEADS;
  let i = linearIndex(workgroup, groups, lane);
  let token = i / (ALL * HALF);
  if (token >= frame.tokens) { return; }
  let head = i / HALF % ALL;
  let j = i % HALF;
  let row = position[token] * (HEAD / LANE);
  let c = table[row + j];
  let s = table[row + HALF + j];
  let cacheRow = segmentEnd[token] - 1u;
  if (head < HEADS) {
    let at = (token * HEADS + head) * (HEAD / LANE) + j;
    let a = q[at];
    let b = q[at + HALF];
    q[at] = a * c - b * s;
    q[at + HALF] = b * c + a * s;
  } else if (head < HEADS + KV_HEADS) {
    let kvHead = head - HEADS;
    let source = (token * KV_HEADS + kvHead) * (HEAD / LANE) + j;
    let at = (cacheRow * KV_HEADS + kvHead) * (HEAD / LANE) + j;
    let a = k[source];
    let b = k[source + HALF];
    keys[at] = a * c - b * s;
    keys[at + HALF] = b * c + a * s;
  } else {
    let kvHead = head - HEADS - KV_HEADS;
    let source = (token * KV_HEADS + kvHead) * (HEAD / LANE) + j;
    let at = (cacheRow * KV_HEADS + kvHead) * (HEAD / LANE) + j;
    values[at] = v[source];
    values[at + HALF] = v[source + HALF];
  }
}
