// u[T, RANK] = drop(x)[T, WIDTH] A^T of MODULES adapters that share x: one workgroup per adapter and token. A is stored [RANK, WIDTH]; the A of adapters 1 and
// 2 lie AT_1 and AT_2 behind the first, their u args.w apart; args.x, y, z are the streams of dropout. Ranks go in blocks of 8; DROPOUT applies the mask to x.
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> a: array<f32>;
@group(0) @binding(4) var<storage, read_write> u: array<f32>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let index = workgroup.y * groups.x + workgroup.x;
  let inside = index < frame.tokens * MODULES;
  let token = index % frame.tokens;
  let which = min(index / frame.tokens, MODULES - 1u);
  let first = select(select(AT, AT_1, which == 1u), AT_2, which == 2u);
  let base = token * WIDTH;
  let key = dropoutKeyOf(args[which]);
  for (var r = 0u; r < RANK; r += 8u) {
    var low = vec4<f32>();
    var high = vec4<f32>();
    for (var i = lane; i < WIDTH; i += LANES) {
      var value = x[base + i];
      if (DROPOUT) { value *= dropoutScale(key, base + i); }
      // Ranks that are not there repeat the last one and are not stored.
      let at = first + i;
      low += value * vec4<f32>(a[at + rank(r) * WIDTH], a[at + rank(r + 1u) * WIDTH], a[at + rank(r + 2u) * WIDTH], a[at + rank(r + 3u) * WIDTH]);
      if (RANK > 4u) {
        high += value * vec4<f32>(a[at + rank(r + 4u) * WIDTH], a[at + rank(r + 5u) * WIDTH], a[at + rank(r + 6u) * WIDTH], a[at + rank(r + 7u) * WIDTH]);
      }
    }
    let total = sumEight(lane, low, high);
    if (inside && lane < 8u && r + lane < RANK) { u[which * args.w + token * RANK + r + lane] = total; }
  }
}

fn rank(r: u32) -> u32 { return min(r, RANK - 1u); }
