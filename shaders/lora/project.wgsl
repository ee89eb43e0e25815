// u[T, RANK] = drop(x)[T, WIDTH] P of MODULES adapters: one workgroup per adapter and token. TRANSPOSED: P is stored [RANK, WIDTH] (lora_A), else
// [WIDTH, RANK] (lora_B). The adapters share x (INPUTS 1) or have one each, x, x1 and x2, of WIDTH, WIDTH_1 and WIDTH_2 numbers. The P of adapters 1 and 2 lie AT_1
// and AT_2 behind the first, their u args.w apart; args.x, y, z are the streams of dropout. Ranks go in blocks of 8; DROPOUT applies the mask to x.
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> p: array<f32>;
@group(0) @binding(4) var<storage, read_write> u: array<f32>;
@group(0) @binding(5) var<storage, read> x1: array<f32>;
@group(0) @binding(6) var<storage, read> x2: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let index = workgroup.y * groups.x + workgroup.x;
  let inside = index < frame.tokens * MODULES;
  let token = index % frame.tokens;
  let which = min(index / frame.tokens, MODULES - 1u);
  let first = select(select(AT, AT_1, which == 1u), AT_2, which == 2u);
  let width = select(select(WIDTH, WIDTH_1, which == 1u), WIDTH_2, which == 2u);
  let base = token * width;
  let key = dropoutKeyOf(args[which]);
  for (var r = 0u; r < RANK; r += 8u) {
    var low = vec4<f32>();
    var high = vec4<f32>();
    for (var i = lane; i < width; i += LANES) {
      var value = input(which, base + i);
      if (DROPOUT) { value *= dropoutScale(key, base + i); }
      // Ranks that are not there repeat the last one and are not stored.
      let at = first + select(i * RANK, i, TRANSPOSED);
      let step = select(1u, width, TRANSPOSED);
      low += value * vec4<f32>(p[at + rank(r) * step], p[at + rank(r + 1u) * step], p[at + rank(r + 2u) * step], p[at + rank(r + 3u) * step]);
      if (RANK > 4u) {
        high += value * vec4<f32>(p[at + rank(r + 4u) * step], p[at + rank(r + 5u) * step], p[at + rank(r + 6u) * step], p[at + rank(r + 7u) * step]);
      }
    }
    let total = sumEight(lane, low, high);
    if (inside && lane < 8u && r + lane < RANK) { u[which * args.w + token * RANK + r + lane] = total; }
  }
}

fn rank(r: u32) -> u32 { return min(r, RANK - 1u); }

fn input(which: u32, at: u32) -> f32 {
  if (INPUTS == 1u || which == 0u) { return x[at]; }
  if (which == 1u) { return x1[at]; }
  return x2[at];
}
