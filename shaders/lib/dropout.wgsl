// Counter-based dropout: the mask of an element depends on (seed, step, micro-step, stream = layer * 8 + module, element) alone, so forward,
// recompute and backward agree and the capacity of the plan has no say. The mixer (mix.wgsl) is applied to the counter between two keys.
fn dropoutKeyOf(stream: u32) -> vec2<u32> {
  let a = mix32(frame.seed ^ mix32(frame.step + 0x9e3779b9u));
  let b = mix32(a ^ mix32(frame.microStep * 0x85ebca6bu + stream + 0x7f4a7c15u));
  return vec2<u32>(b, mix32(b + 0x6a09e667u));
}
fn dropoutKey() -> vec2<u32> { return dropoutKeyOf(args.x); }
// 1 / (1 - p) where the element is kept, 0 where it is dropped. DROP_BELOW = round(p * 2^32).
fn dropoutScale(key: vec2<u32>, element: u32) -> f32 {
  return select(KEEP_SCALE, 0.0, mix32(mix32(element ^ key.x) + key.y) < DROP_BELOW);
}
// Of four neighbours.
fn dropoutScale4(key: vec2<u32>, e: u32) -> vec4<f32> {
  return vec4<f32>(dropoutScale(key, e), dropoutScale(key, e + 1u), dropoutScale(key, e + 2u), dropoutScale(key, e + 3u));
}
