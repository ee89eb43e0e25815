// One new token of each sequence against its cache, with what comes before: rotates its queries and its key (rope.wgsl, SIGN 1), puts key and value into row
// segmentEnd[t] - 1 of the caches, and o = softmax(SCALE q k) v over rows segmentStart[t] to that one. A workgroup takes a token, a kv head and four of its
// GROUP query heads, one in each component of a vec4: first LANES keys side by side, then LANES / HEAD4 shares of the keys for each of HEAD4 columns of v.
// q [T, HEADS * HEAD], k and v [T, KV_HEADS * HEAD] lie in one buffer, from 0, K_AT and V_AT on. A token's position is its row within the sequence.
@group(0) @binding(2) var<storage, read> qkv: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> table: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> segmentStart: array<u32>;
@group(0) @binding(5) var<storage, read> segmentEnd: array<u32>;
@group(0) @binding(6) var<storage, read_write> keys: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read_write> values: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read_write> o: array<vec4<f32>>;
const GROUP = HEADS / KV_HEADS;
const HEAD4 = HEAD / 4u;
const HALF4 = HEAD / 8u;
const SHARES = LANES / HEAD4;
const LOWEST = -3.0e38;
var<workgroup> query: array<vec4<f32>, 4u * HEAD4>;
var<workgroup> newKey: array<vec4<f32>, HEAD4>;
var<workgroup> newValue: array<vec4<f32>, HEAD4>;
var<workgroup> lanes: array<vec4<f32>, LANES>;
var<workgroup> weights: array<vec4<f32>, LANES>;
var<workgroup> sixteen: array<vec4<f32>, 16>;

// Maximum or sum of each component over the workgroup, in a fixed order. All must call it.
fn reduce(lane: u32, value: vec4<f32>, largest: bool) -> vec4<f32> {
  lanes[lane] = value;
  workgroupBarrier();
  if (lane < 16u) {
    var all = lanes[lane];
    for (var i = 1u; i < LANES / 16u; i++) {
      let other = lanes[i * 16u + lane];
      all = select(all + other, max(all, other), largest);
    }
    sixteen[lane] = all;
  }
  workgroupBarrier();
  var all = sixteen[0];
  for (var i = 1u; i < 16u; i++) { all = select(all + sixteen[i], max(all, sixteen[i]), largest); }
  return all;
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let token = workgroup.x;
  let kvHead = workgroup.y;
  let firstHead = workgroup.z * 4u;
  let start = segmentStart[token];
  let last = segmentEnd[token] - 1u;
  for (var i = lane; i < 5u * HALF4; i += LANES) {
    let head = i / HALF4;
    let j = i % HALF4;
    let c = table[(last - start) * HEAD4 + j];
    let s = table[(last - start) * HEAD4 + HALF4 + j];
    if (head == 4u) {
      let source = K_AT / 4u + (token * KV_HEADS + kvHead) * HEAD4 + j;
      let a = qkv[source];
      let b = qkv[source + HALF4];
      newKey[j] = a * c - b * s;
      newKey[j + HALF4] = b * c + a * s;
    } else {
      // Heads that are not there repeat the last one and are not stored.
      let source = (token * HEADS + kvHead * GROUP + min(firstHead + head, GROUP - 1u)) * HEAD4 + j;
      let a = qkv[source] * SCALE;
      let b = qkv[source + HALF4] * SCALE;
      query[head * HEAD4 + j] = a * c - b * s;
      query[head * HEAD4 + j + HALF4] = b * c + a * s;
    }
  }
  for (var i = lane; i < HEAD4; i += LANES) { newValue[i] = qkv[V_AT / 4u + (token * KV_HEADS + kvHead) * HEAD4 + i]; }
  workgroupBarrier();
  if (firstHead == 0u) {
    for (var i = lane; i < HEAD4; i += LANES) {
      keys[(last * KV_HEADS + kvHead) * HEAD4 + i] = newKey[i];
      values[(last * KV_HEADS + kvHead) * HEAD4 + i] = newValue[i];
    }
  }
  let column = lane % HEAD4;
  let share = lane / HEAD4;
  var top = vec4<f32>(LOWEST);
  var total = vec4<f32>();
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var begin = start; begin <= last; begin += LANES) {
    let inside = begin + lane <= last;
    // The new row is still under way to the cache: it is taken from workgroup memory.
    let row = min(begin + lane, max(last, start + 1u) - 1u);
    var score = vec4<f32>(LOWEST);
    if (inside) {
      score = vec4<f32>();
      let base = (row * KV_HEADS + kvHead) * HEAD4;
      for (var d = 0u; d < HEAD4; d++) {
        let key = select(keys[base + d], newKey[d], begin + lane == last);
        score += vec4<f32>(dot(query[d], key), dot(query[HEAD4 + d], key), dot(query[2u * HEAD4 + d], key), dot(query[3u * HEAD4 + d], key));
      }
    }
    let newTop = max(top, reduce(lane, score, true));
    let fade = exp(top - newTop);
    top = newTop;
    let p = select(vec4<f32>(), exp(score - newTop), inside);
    total = total * fade + p;
    weights[lane] = p;
    workgroupBarrier();
    sum0 *= fade.x;
    sum1 *= fade.y;
    sum2 *= fade.z;
    sum3 *= fade.w;
    let count = min(LANES, last + 1u - begin);
    for (var i = select(count, share, share < SHARES); i < count; i += SHARES) {
      let at = (min(begin + i, max(last, start + 1u) - 1u) * KV_HEADS + kvHead) * HEAD4 + column;
      let value = select(values[at], newValue[column], begin + i == last);
      let w = weights[i];
      sum0 += w.x * value;
      sum1 += w.y * value;
      sum2 += w.z * value;
      sum3 += w.w * value;
    }
  }
  let all = reduce(lane, total, false);
  // The shares of two heads at a time.
  for (var pair = 0u; pair < 2u; pair++) {
    workgroupBarrier();
    lanes[lane] = select(sum2, sum0, pair == 0u);
    weights[lane] = select(sum3, sum1, pair == 0u);
    workgroupBarrier();
    for (var i = lane; i < 2u * HEAD4; i += LANES) {
      let which = i / HEAD4;
      var sum = vec4<f32>();
      for (var s = 0u; s < SHARES; s++) {
        let at = s * HEAD4 + i % HEAD4;
        sum += select(weights[at], lanes[at], which == 0u);
      }
      let head = firstHead + 2u * pair + which;
      if (head < GROUP) { o[(token * HEADS + kvHead * GROUP + head) * HEAD4 + i % HEAD4] = sum / all[2u * pair + which]; }
    }
  }
}
