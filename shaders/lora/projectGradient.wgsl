// v[T, RANK] = dy[T, WIDTH] B[WIDTH, RANK] of up to three adapters (z): a workgroup takes TOKENS tokens (4 or 8) of one of them and COLUMNS Lanes of ranks (y). Neighbouring
// invocations are neighbouring ranks and then rows, so that they read neighbours in B, and what one reads serves all the tokens. The adapters have dy, dy1 and dy2, of
// WIDTH, WIDTH_1 and WIDTH_2 numbers; the B of adapters 1 and 2 lie AT_1 and AT_2 behind the first, their v args.w apart.
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> b: array<Lane>;
@group(0) @binding(4) var<storage, read_write> v: array<Lane>;
@group(0) @binding(5) var<storage, read> dy1: array<f32>;
@group(0) @binding(6) var<storage, read> dy2: array<f32>;
const ROWS = LANES / COLUMNS;
const PER_ROW = RANK / LANE;
var<workgroup> parts: array<Lane, LANES * TOKENS>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let which = workgroup.z;
  let first = select(select(AT, AT_1, which == 1u), AT_2, which == 2u) / LANE;
  let width = select(select(WIDTH, WIDTH_1, which == 1u), WIDTH_2, which == 2u);
  let token = workgroup.x * TOKENS;
  let column = workgroup.y * COLUMNS + lane % COLUMNS;
  let row = lane / COLUMNS;
  // A rank or a token that is not there repeats the last one and is not stored.
  let place = first + min(column, PER_ROW - 1u);
  let last = frame.tokens - 1u;
  var at = vec4<u32>(min(token, last), min(token + 1u, last), min(token + 2u, last), min(token + 3u, last)) * width + row;
  var far = vec4<u32>(min(token + 4u, last), min(token + 5u, last), min(token + 6u, last), min(token + 7u, last)) * width + row;
  var s0 = Lane(); var s1 = Lane(); var s2 = Lane(); var s3 = Lane();
  var s4 = Lane(); var s5 = Lane(); var s6 = Lane(); var s7 = Lane();
  for (var i = row; i < width; i += ROWS) {
    let factor = b[place + i * PER_ROW];
    s0 += factor * gradient(which, at.x);
    s1 += factor * gradient(which, at.y);
    s2 += factor * gradient(which, at.z);
    s3 += factor * gradient(which, at.w);
    at += ROWS;
    if (TOKENS > 4u) {
      s4 += factor * gradient(which, far.x);
      s5 += factor * gradient(which, far.y);
      s6 += factor * gradient(which, far.z);
      s7 += factor * gradient(which, far.w);
      far += ROWS;
    }
  }
  parts[lane] = s0;
  parts[LANES + lane] = s1;
  parts[2u * LANES + lane] = s2;
  parts[3u * LANES + lane] = s3;
  if (TOKENS > 4u) {
    parts[(TOKENS - 4u) * LANES + lane] = s4;
    parts[(TOKENS - 3u) * LANES + lane] = s5;
    parts[(TOKENS - 2u) * LANES + lane] = s6;
    parts[(TOKENS - 1u) * LANES + lane] = s7;
  }
  for (var reach = LANES / 2u; reach >= COLUMNS; reach /= 2u) {
    workgroupBarrier();
    for (var n = lane; n < reach * TOKENS; n += LANES) {
      let to = n / reach * LANES + n % reach;
      parts[to] += parts[to + reach];
    }
  }
  workgroupBarrier();
  for (var n = lane; n < COLUMNS * TOKENS; n += LANES) {
    let t = n / COLUMNS;
    let c = workgroup.y * COLUMNS + n % COLUMNS;
    if (token + t < frame.tokens && c < PER_ROW) { v[which * (args.w / LANE) + (token + t) * PER_ROW + c] = parts[t * LANES + n % COLUMNS]; }
  }
}

fn gradient(which: u32, at: u32) -> f32 {
  if (which == 0u) { return dy[at]; }
  if (which == 1u) { return dy1[at]; }
  return dy2[at];
}
