// Dense f32 weight [OUT, IN].
@group(0) @binding(3) var<storage, read> weight: array<vec4<f32>>;
alias Fetched = vec4<f32>;
fn fetch4(row: u32, col4: u32) -> Fetched { return weight[row * (IN / 4u) + col4]; }
fn decode4(fetched: Fetched) -> vec4<f32> { return fetched; }
fn weight4(row: u32, col4: u32) -> vec4<f32> { return fetch4(row, col4); }
fn prepareWeights(lane: u32) {}
