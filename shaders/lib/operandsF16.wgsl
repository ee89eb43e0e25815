// matmul/block.wgsl with operands held in f16 and widened as they are read: products and sums in f32.
alias Held = f16;
alias Part = f32;
fn plus(sum: vec4<Part>, a: Part, b: vec4<Part>) -> vec4<Part> { return sum + a * b; }
