// few.wgsl takes X as it is.
fn factor4(k: u32) -> vec4<f32> { return vec4<f32>(1.0); }
fn scaleOf(total: f32) -> f32 { return 1.0; }
const NORMED = false;
