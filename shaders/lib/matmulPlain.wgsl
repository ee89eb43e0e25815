// A matmul without an adapter (matmulAdapter.wgsl).
fn added4(row: u32, column: u32) -> vec4<f32> { return vec4<f32>(); }
