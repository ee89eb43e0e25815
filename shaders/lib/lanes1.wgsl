// A kernel over Lanes goes through its rows one number at a time: for widths that are no multiple of 4.
alias Lane = f32;
const LANE = 1u;
fn sumOf(value: Lane) -> f32 { return value; }
