// What changes from one submit to the next; filled by engine/gpu/frame.ts. Field order and size (80 bytes) must agree with it.
struct Frame {
  tokens: u32,      // T: tokens of this micro-batch
  rows: u32,        // supervised rows of this micro-batch
  unused0: u32,
  seed: u32,
  step: u32,        // optimizer step, from 0
  microStep: u32,   // micro-batch within the accumulation group
  invCount: f32,    // 1 / supervised tokens of the whole accumulation group
  emitted: u32,     // generation: step of the window being decoded
  stepSize: f32,    // lr / (1 - beta1^t)
  decay: f32,       // 1 - lr * weight_decay
  beta1: f32,
  beta2: f32,
  eps: f32,
  sqrtBias2: f32,   // sqrt(1 - beta2^t)
  maxNorm: f32,     // 0: no clipping
  restBeta1: f32,   // 1 - beta1, rounded once: 1 - f32(0.999) would be 1.3e-5 off
  restBeta2: f32,
  unscale: f32,     // 1 / loss scale: the gradients carry the scale until here
  unused1: u32,
  unused2: u32,
}
@group(0) @binding(0) var<uniform> frame: Frame;
// Constants of one dispatch; each kernel says what x, y, z, w are.
@group(0) @binding(1) var<uniform> args: vec4<u32>;
