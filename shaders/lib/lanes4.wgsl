// A kernel over Lanes goes through its rows four numbers at a time.
alias Lane = vec4<f32>;
const LANE = 4u;
fn sumOf(value: Lane) -> f32 { return value.x + value.y + value.z + value.w; }
