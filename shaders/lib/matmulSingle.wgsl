// Where the product of one linear finds its operands (matmulStacked.wgsl: those of several): X has row stride X_STRIDE and begins at column args.z.
const PAIRED = false;
fn placeX(row: u32, k4: u32) -> u32 { return row * (X_STRIDE / 4u) + args.z / 4u + k4; }
fn outputOf(pair: u32, side: u32) -> u32 { return pair; }
fn storePair(row: u32, pair: u32, first: vec4<f32>, second: vec4<f32>) {}
