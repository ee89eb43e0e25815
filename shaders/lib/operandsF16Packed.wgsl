// matmul/block.wgsl with operands held in f16 and products in f16, summed in f16 over PART_TILES tiles and then in f32.
alias Held = f16;
alias Part = f16;
fn plus(sum: vec4<Part>, a: Part, b: vec4<Part>) -> vec4<Part> { return sum + a * b; }
