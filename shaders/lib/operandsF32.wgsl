// matmul/block.wgsl in f32.
alias Part = f32;
alias HeldX = vec4<f32>;
fn holdX(rows: vec4<f32>) -> HeldX { return rows; }
fn plus(sum: vec4<Part>, x: f32, w: vec4<Part>) -> vec4<Part> { return sum + x * w; }
