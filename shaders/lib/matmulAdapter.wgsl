// What an adapter adds to four columns of a product, SCALING u P, so that no pass over y is needed for it: u [M, RANK] lies in `residual` and P in `bias`,
// which such a product does not have. Forward P = lora_B [OUT, RANK]; BACKWARD P = lora_A [RANK, IN], under the mask of dropout (args.w: its stream).
fn added4(row: u32, column: u32) -> vec4<f32> {
  const RANK4 = RANK / 4u;
  var sum = vec4<f32>();
  for (var r = 0u; r < RANK4; r++) {
    let u = residual[row * RANK4 + r];
    if (BACKWARD) {
      let at = (r * 4u * IN + column) / 4u;
      sum += u.x * bias[at] + u.y * bias[at + IN / 4u] + u.z * bias[at + IN / 2u] + u.w * bias[at + IN / 4u * 3u];
    } else {
      let at = column * RANK4 + r;
      sum += vec4<f32>(dot(u, bias[at]), dot(u, bias[at + RANK4]), dot(u, bias[at + 2u * RANK4]), dot(u, bias[at + 3u * RANK4]));
    }
  }
  sum *= SCALING;
  if (DROPOUT) { sum *= dropoutScale4(dropoutKeyOf(args.w), row * IN + column); }
  return sum;
}
