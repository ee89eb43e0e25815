// few.wgsl on a stack: the columns belong to up to three matrices, whose first columns are 0, BEGIN_1 and BEGIN_2, and each has its rows in a part of y, from PLANE,
// PLANE_1 and PLANE_2 on. With RANK those sections that have an adapter get + SCALING u B^T: B [width, RANK] in `bias` from B_0, B_1, B_2 on, u [M, RANK] in
// `residual` from U_0, U_1, U_2 on (NONE: no adapter). HAS_BIAS: `bias` holds
// biases of all columns instead. All numbers are multiples of 4.
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read> residual: array<vec4<f32>>;
const PAIR = false;
const NONE = 0xffffffffu;
fn finish4(row: u32, column: u32, sums: vec4<f32>, second: vec4<f32>) {
  if (column >= COLUMNS) { return; }
  let section = select(0u, 1u, column >= BEGIN_1) + select(0u, 1u, column >= BEGIN_2);
  let begin = select(select(0u, BEGIN_1, section == 1u), BEGIN_2, section == 2u);
  let width = select(select(BEGIN_1, BEGIN_2 - BEGIN_1, section == 1u), COLUMNS - BEGIN_2, section == 2u);
  let plane = select(select(PLANE, PLANE_1, section == 1u), PLANE_2, section == 2u);
  let inner = column - begin;
  var value = sums;
  if (HAS_BIAS) { value += bias[column / 4u]; }
  let u = select(select(U_0, U_1, section == 1u), U_2, section == 2u);
  if (RANK > 0u && u != NONE) {
    const RANK4 = RANK / 4u;
    let matrix = (select(select(B_0, B_1, section == 1u), B_2, section == 2u) + inner * RANK) / 4u;
    var added = vec4<f32>();
    for (var r = 0u; r < RANK4; r++) {
      let low = residual[u / 4u + row * RANK4 + r];
      let at = matrix + r;
      added += vec4<f32>(dot(low, bias[at]), dot(low, bias[at + RANK4]), dot(low, bias[at + 2u * RANK4]), dot(low, bias[at + 3u * RANK4]));
    }
    value += SCALING * added;
  }
  y[(plane + row * width + inner) / 4u] = value;
}
