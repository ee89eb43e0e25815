// few.wgsl on one matrix: its sums go where those of every matmul go.
const PAIR = false;
fn finish4(row: u32, column: u32, sums: vec4<f32>, second: vec4<f32>) { store4(row, column, sums, COLUMNS); }
