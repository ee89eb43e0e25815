// matmul/block.wgsl with operands and sums in f32.
alias Held = f32;
alias Part = f32;
fn plus(sum: vec4<Part>, a: Part, b: vec4<Part>) -> vec4<Part> { return sum + a * b; }
