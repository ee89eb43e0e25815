// Per row: the id of the largest logit (the lower id on a tie) becomes the row's token in the next pass, and output[emitted, row]. One workgroup per row, whose
// STRIDE is a multiple of 4.
@group(0) @binding(2) var<storage, read> logits: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> ids: array<u32>;
@group(0) @binding(4) var<storage, read_write> output: array<u32>;
var<workgroup> bestValue: array<f32, 256>;
var<workgroup> bestId: array<u32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup.x;
  var value = -3.0e38;
  var id = 0xffffffffu;
  // Four steps at a time without a branch, so that their loads are under way together; ids only grow, so a tie keeps the lower one.
  const VOCAB4 = (VOCAB + 3u) / 4u;
  for (var first = lane; first < VOCAB4; first += 1024u) {
    for (var j = 0u; j < 4u; j++) {
      let at = first + j * 256u;
      let four = logits[row * (STRIDE / 4u) + min(at, VOCAB4 - 1u)];
      for (var c = 0u; c < 4u; c++) {
        let better = at * 4u + c < VOCAB && four[c] > value;
        value = select(value, four[c], better);
        id = select(id, at * 4u + c, better);
      }
    }
  }
  bestValue[lane] = value;
  bestId[lane] = id;
  workgroupBarrier();
  for (var width = 128u; width > 0u; width /= 2u) {
    if (lane < width) {
      let other = lane + width;
      if (bestValue[other] > bestValue[lane] || (bestValue[other] == bestValue[lane] && bestId[other] < bestId[lane])) {
        bestValue[lane] = bestValue[other];
        bestId[lane] = bestId[other];
      }
    }
    workgroupBarrier();
  }
  if (lane == 0u) {
    ids[row] = min(bestId[0], VOCAB - 1u);
    output[frame.emitted * ROWS + row] = ids[row];
  }
}
