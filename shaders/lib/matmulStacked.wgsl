// One product for up to three linears whose rows lie one behind another in W: sections of SECTION_0, SECTION_1, SECTION_2 outputs, multiples of 4. What belongs to
// a section is a block of rows of its own, in y (forward) or x (BACKWARD); the blocks of sections 1 and 2 begin at the vec4 args.y and args.z.
// Forward the outputs j and j + REACH of every 2 REACH meet in one invocation: gate and up, or the two halves of a head.
@group(0) @binding(6) var<storage, read_write> y: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(8) var<storage, read> residual: array<vec4<f32>>;
const PAIRED = !BACKWARD;
const END_0 = SECTION_0;
const END_1 = SECTION_0 + SECTION_1;
fn pick(output: u32, a: u32, b: u32, c: u32) -> u32 { return select(select(c, b, output < END_1), a, output < END_0); }
// Two sections of one width have one stride, so that a loop over outputs moves by additions alone.
const EVEN = SECTION_2 == 0u && SECTION_0 == SECTION_1;
fn placeOf(row: u32, output: u32) -> u32 {
  if (EVEN) { return row * (SECTION_0 / 4u) + output / 4u + select(args.y - END_0 / 4u, 0u, output < END_0); }
  let stride = pick(output, SECTION_0 / 4u, SECTION_1 / 4u, SECTION_2 / 4u);
  return pick(output, 0u, args.y - END_0 / 4u, args.z - END_1 / 4u) + row * stride + output / 4u;
}
fn placeX(row: u32, k4: u32) -> u32 {
  if (BACKWARD) { return placeOf(row, k4 * 4u); }
  return row * (X_STRIDE / 4u) + k4;
}
fn outputOf(pair: u32, side: u32) -> u32 { return pair / REACH * (2u * REACH) + side * REACH + pair % REACH; }

// What the adapters add, SCALING u P: section s has one where ADAPTED has bit s. Their u [M, RANK] lie args.x vec4 apart in `residual`, in order, and their P
// (lora_B [section, RANK]; BACKWARD: lora_A [RANK, IN], under the mask of stream args.w + s) at the f32 P_0, P_1, P_2 of `bias`.
fn planeOf(row: u32, section: u32) -> u32 {
  return countOneBits(ADAPTED & ((1u << section) - 1u)) * args.x + row * (RANK / 4u);
}
fn addedForward(row: u32, output: u32) -> vec4<f32> {
  const RANK4 = RANK / 4u;
  let section = pick(output, 0u, 1u, 2u);
  var sum = vec4<f32>();
  if ((ADAPTED >> section) % 2u == 0u) { return sum; }
  let plane = planeOf(row, section);
  let first = pick(output, P_0 / 4u, P_1 / 4u, P_2 / 4u) + (output - pick(output, 0u, END_0, END_1)) * RANK4;
  for (var r = 0u; r < RANK4; r++) {
    let u = residual[plane + r];
    let at = first + r;
    sum += vec4<f32>(dot(u, bias[at]), dot(u, bias[at + RANK4]), dot(u, bias[at + 2u * RANK4]), dot(u, bias[at + 3u * RANK4]));
  }
  return sum * SCALING;
}
fn addedBackward(row: u32, column: u32) -> vec4<f32> {
  var sum = vec4<f32>();
  for (var section = 0u; section < 3u; section++) {
    if ((ADAPTED >> section) % 2u == 1u) {
      let plane = planeOf(row, section);
      let first = select(select(P_2, P_1, section == 1u), P_0, section == 0u) / 4u + column / 4u;
      var share = vec4<f32>();
      for (var r = 0u; r < RANK / 4u; r++) {
        let v = residual[plane + r];
        let at = first + r * IN;
        share += v.x * bias[at] + v.y * bias[at + IN / 4u] + v.z * bias[at + IN / 2u] + v.w * bias[at + IN / 4u * 3u];
      }
      if (DROPOUT) {
        let key = dropoutKeyOf(args.w + section);
        let e = row * IN + column;
        share *= vec4<f32>(dropoutScale(key, e), dropoutScale(key, e + 1u), dropoutScale(key, e + 2u), dropoutScale(key, e + 3u));
      }
      sum += share;
    }
  }
  return sum * SCALING;
}

fn storePair(row: u32, pair: u32, first: vec4<f32>, second: vec4<f32>) {
  if (pair >= OUT / 2u) { return; }
  let output = outputOf(pair, 0u);
  let both = finished(row, output, first + addedForward(row, output), second + addedForward(row, output + REACH));
  y[placeOf(row, output)] = both[0];
  y[placeOf(row, output + REACH)] = both[1];
}
// Of BACKWARD: there the columns of the result are the inputs, the same for every section.
fn store4(row: u32, column: u32, sums: vec4<f32>, width: u32) {
  if (column >= width) { return; }
  y[(row * IN + column) / 4u] = sums + addedBackward(row, column);
}
