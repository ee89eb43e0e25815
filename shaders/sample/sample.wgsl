// Per row: a draw from softmax(logits / temperature) within its nucleus becomes the row's token in the next pass, and output[emitted, row]. One workgroup
// per row. The nucleus is the shortest run of tokens from the likeliest down whose probability reaches top-p; equally likely ones are in or out together.
// Probabilities are integers in units of 2^-31, so that their sums do not depend on the order in which lanes add. Among the nucleus an exponential race
// is run (the smallest E_i / p_i wins, E_i exponential: it is i with probability p_i): no running sums over the vocabulary, and one word per token, keyed by
// (sequence, position, token). Two models that are given the same key draw alike where they think alike.
@group(0) @binding(2) var<storage, read> logits: array<f32>;
// Per row: seed of its sequence, position of the drawn token in it, bits of 1 / temperature (0: the likeliest token), bits of top-p.
@group(0) @binding(3) var<storage, read> draws: array<vec4<u32>>;
@group(0) @binding(4) var<storage, read_write> ids: array<u32>;
@group(0) @binding(5) var<storage, read_write> output: array<u32>;

const UNIT = 2147483648.0;
const BINS = 256u;
var<workgroup> mass: array<atomic<u32>, BINS>;
// Of the threshold: its bits so far, the mass above them, the mass that the nucleus must reach.
var<workgroup> prefix: u32;
var<workgroup> above: u32;
var<workgroup> wanted: u32;
var<workgroup> bestScore: array<f32, LANES>;
var<workgroup> bestId: array<u32, LANES>;

// Rises with the value.
fn orderOf(value: f32) -> u32 {
  let bits = bitcast<u32>(value);
  return bits ^ select(0x80000000u, 0xffffffffu, bits >= 0x80000000u);
}

// Of a word, exponentially distributed with mean 1. Small values, which win, keep their relative precision.
fn exponential(word: u32) -> f32 {
  let v = min((f32(word) + 0.5) / 4294967296.0, 0.99999994);
  return select(-log(1.0 - v), v * (1.0 + v * (0.5 + v * (1.0 / 3.0 + v * 0.25))), v < 0.015625);
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = workgroup.x;
  let first = row * STRIDE;
  let draw = draws[row];
  let scale = bitcast<f32>(draw.z);
  let topP = bitcast<f32>(draw.w);

  var top = -3.0e38;
  for (var i = lane; i < VOCAB; i += LANES) { top = max(top, logits[first + i]); }
  top = workgroupMax(lane, top);
  var sum = 0.0;
  for (var i = lane; i < VOCAB; i += LANES) { sum += exp((logits[first + i] - top) * scale); }
  let unit = UNIT / workgroupSum(lane, sum);

  // Finds the logit at which the nucleus ends, eight of its bits at a time: the mass of each value of the next eight bits, then from the top down.
  if (lane == 0u) {
    prefix = 0u;
    above = 0u;
  }
  for (var level = 0u; level < 4u; level++) {
    for (var bin = lane; bin < BINS; bin += LANES) { atomicStore(&mass[bin], 0u); }
    workgroupBarrier();
    let known = prefix;
    let shift = 24u - 8u * level;
    for (var i = lane; i < VOCAB; i += LANES) {
      let order = orderOf(logits[first + i]);
      if (level == 0u || order >> (shift + 8u) == known) {
        atomicAdd(&mass[(order >> shift) % BINS], u32(exp((logits[first + i] - top) * scale) * unit + 0.5));
      }
    }
    workgroupBarrier();
    if (lane == 0u) {
      if (level == 0u) {
        var total = 0u;
        for (var bin = 0u; bin < BINS; bin++) { total += atomicLoad(&mass[bin]); }
        wanted = select(clamp(u32(topP * f32(total)), 1u, total), total, topP >= 1.0);
      }
      var reached = above;
      var bin = 0u;
      for (var down = 0u; down < BINS; down++) {
        bin = BINS - 1u - down;
        let more = atomicLoad(&mass[bin]);
        if (reached + more >= wanted) { break; }
        reached += more;
      }
      above = reached;
      prefix = known * BINS + bin;
    }
    workgroupBarrier();
  }
  let threshold = prefix;

  let seed = mix32(draw.x ^ mix32(draw.y + 0x9e3779b9u));
  let key = vec2<u32>(seed, mix32(seed + 0x6a09e667u));
  var score = -3.0e38;
  var id = 0xffffffffu;
  for (var i = lane; i < VOCAB; i += LANES) {
    let logit = logits[first + i];
    if (orderOf(logit) < threshold) { continue; }
    var own = logit - top;
    if (scale > 0.0) { own = own * scale - log(exponential(mix32(mix32(i ^ key.x) + key.y))); }
    if (own > score) {
      score = own;
      id = i;
    }
  }
  bestScore[lane] = score;
  bestId[lane] = id;
  workgroupBarrier();
  for (var width = LANES / 2u; width > 0u; width /= 2u) {
    if (lane < width) {
      let other = lane + width;
      if (bestScore[other] > bestScore[lane] || (bestScore[other] == bestScore[lane] && bestId[other] < bestId[lane])) {
        bestScore[lane] = bestScore[other];
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
