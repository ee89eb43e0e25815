// few.wgsl takes the norm of X: every workgroup reads whole rows anyway, so it can sum their squares beside the products. X stands for x * weight * rstd.
@group(0) @binding(9) var<storage, read> norm: array<vec4<f32>>;
fn factor4(k: u32) -> vec4<f32> { return norm[k]; }
fn scaleOf(total: f32) -> f32 { return inverseSqrt(total / f32(IN) + EPS); }
const NORMED = true;
