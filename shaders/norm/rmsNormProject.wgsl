// y = w * x * rstd as in rmsNormForward.wgsl, and beside it u[T, RANK] = drop(y) A^T of MODULES adapters that read y: one workgroup per token, which holds y before
// it is written. A is stored [RANK, WIDTH]; the A of adapters 1 and 2 lie AT_1 and AT_2 behind the first, their u args.w apart; args.x, y, z are the
// streams of dropout. Ranks go in blocks of 8.
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> w: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> rstd: array<f32>;
@group(0) @binding(7) var<storage, read_write> u: array<f32>;
const WIDTH4 = WIDTH / 4u;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let token = workgroup.y * groups.x + workgroup.x;
  let inside = token < frame.tokens;
  let base = select(0u, token * WIDTH4, inside);
  var squares = vec4<f32>();
  for (var i = lane; i < WIDTH4; i += LANES) { squares += x[base + i] * x[base + i]; }
  let scale = inverseSqrt(workgroupSum(lane, squares.x + squares.y + squares.z + squares.w) / f32(WIDTH) + EPS);
  if (inside && lane == 0u) { rstd[token] = scale; }
  for (var which = 0u; which < MODULES; which++) {
    let first = select(select(AT, AT_1, which == 1u), AT_2, which == 2u) / 4u;
    let key = dropoutKeyOf(args[which]);
    for (var r = 0u; r < RANK; r += 8u) {
      var low = vec4<f32>();
      var high = vec4<f32>();
      for (var i = lane; i < WIDTH4; i += LANES) {
        var value = w[i] * (x[base + i] * scale);
        if (inside && which == 0u && r == 0u) { y[base + i] = value; }
        if (DROPOUT) { value *= dropoutScale4(key, (base + i) * 4u); }
        let at = first + i;
        low += vec4<f32>(part(value, at, r), part(value, at, r + 1u), part(value, at, r + 2u), part(value, at, r + 3u));
        if (RANK > 4u) { high += vec4<f32>(part(value, at, r + 4u), part(value, at, r + 5u), part(value, at, r + 6u), part(value, at, r + 7u)); }
      }
      let total = sumEight(lane, low, high);
      if (inside && lane < 8u && r + lane < RANK) { u[which * args.w + token * RANK + r + lane] = total; }
    }
  }
}

// What a piece of y gives to rank r; ranks that are not there repeat the last one and are not stored.
fn part(value: vec4<f32>, at: u32, r: u32) -> f32 { return dot(value, a[at + min(r, RANK - 1u) * WIDTH4]); }
