// Y[M, N] = X[M, K] B[K, N] in tiles of SIDE x SIDE (128 or 64), 16 deep, 8 x 8 sums per invocation. Forward: N = OUT, K = IN, B = W^T.
// BACKWARD: N = IN, K = OUT, B = W as it is stored, and X holds zeros past OUT. Where X lies and what the columns of a tile are: matmulSingle.wgsl, matmulStacked.wgsl.
// Both operands lie k-major in workgroup memory (16 KiB as f32 for SIDE 128) in the number format of lib/operands*.wgsl, so the inner loop reads four vec4
// for 64 multiply-adds, and a weight is decoded once per tile. The next tile travels to registers while this one is multiplied. Line k of a tile keeps its
// vec4 c at c ^ 2 (k / 4): without that four lanes of a store met in one bank. SPLITS > 1: workgroup z sums SPAN tiles of K from z SPAN on, and its rows lie
// z CHUNK further down (sumSplits.wgsl).
@group(0) @binding(2) var<storage, read> x: array<vec4<f32>>;
const LINE = SIDE / 4u;
const HALF = SIDE / 8u;
const N = select(OUT, IN, BACKWARD);
const K4 = (select(IN, OUT, BACKWARD) + 3u) / 4u;
var<workgroup> xTile: array<HeldX, 16u * LINE>;
var<workgroup> wTile: array<vec4<Part>, 16u * LINE>;

// Four rows of X from m, at the vec4 column k4: [row].
fn loadX(m: u32, last: u32, k4: u32) -> mat4x4<f32> {
  if (k4 >= K4) { return mat4x4<f32>(); }
  return mat4x4<f32>(
    x[placeX(min(m, last), k4)],
    x[placeX(min(m + 1u, last), k4)],
    x[placeX(min(m + 2u, last), k4)],
    x[placeX(min(m + 3u, last), k4)],
  );
}

// The output that column c of the tile at n stands for. PAIRED: the halves of a tile hold the first and the second of the pairs.
fn outputAt(n: u32, c: u32) -> u32 {
  if (PAIRED) { return outputOf(n / 2u + c % (SIDE / 2u), c / (SIDE / 2u)); }
  return n + c;
}

// Forward: four outputs from n at the inputs 4 k4.. [output]. BACKWARD: the outputs k4, k4 + 4, k4 + 8, k4 + 12 of the tile at the inputs 4 n.. [output].
fn loadW(n: u32, k4: u32) -> mat4x4<f32> {
  if (BACKWARD) {
    let column = min(n, IN / 4u - 1u);
    return mat4x4<f32>(
      weight4(min(k4, OUT - 1u), column),
      weight4(min(k4 + 4u, OUT - 1u), column),
      weight4(min(k4 + 8u, OUT - 1u), column),
      weight4(min(k4 + 12u, OUT - 1u), column),
    );
  }
  if (k4 >= K4) { return mat4x4<f32>(); }
  return mat4x4<f32>(
    weight4(min(n, OUT - 1u), k4),
    weight4(min(n + 1u, OUT - 1u), k4),
    weight4(min(n + 2u, OUT - 1u), k4),
    weight4(min(n + 3u, OUT - 1u), k4),
  );
}

@compute @workgroup_size(SIDE * SIDE / 64u)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let rows = rowCount();
  let m = workgroup.y * SIDE;
  let n = workgroup.x * SIDE;
  let begin = workgroup.z * SPAN;
  let end = min(begin + SPAN, (K4 + 3u) / 4u);
  // Loading: 128 x 128: half of the lanes bring X, half W; 64 x 64: each brings both. Transposed loads: lane -> (four rows, k / 4); W of BACKWARD:
  // lane -> (vec4 column, k % 4).
  let part = lane % SIDE;
  let bringsX = SIDE == 64u || lane < SIDE;
  let loadRow = part / 4u;
  let loadK = part % 4u;
  let wColumn = part % LINE;
  let wK = part / LINE;
  let output = outputAt(n, loadRow * 4u);
  // Computing: 32 neighbouring lanes are 4 x 8 of the invocations, so that they read 4 and 8 vec4 of a line.
  let ty = lane / (4u * HALF) * 4u + lane / 8u % 4u;
  let tx = lane / 32u % (HALF / 8u) * 8u + lane % 8u;
  prepareWeights(lane);
  if (TABLE == 1u) { workgroupBarrier(); }
  var nextX = mat4x4<f32>();
  var nextW = mat4x4<f32>();
  if (bringsX) { nextX = loadX(m + loadRow * 4u, rows - 1u, begin * 4u + loadK); }
  if (SIDE == 64u || !bringsX) {
    if (BACKWARD) { nextW = loadW(n / 4u + wColumn, begin * 16u + wK); } else { nextW = loadW(output, begin * 4u + loadK); }
  }
  var s00 = vec4<f32>(); var s01 = vec4<f32>();
  var s10 = vec4<f32>(); var s11 = vec4<f32>();
  var s20 = vec4<f32>(); var s21 = vec4<f32>();
  var s30 = vec4<f32>(); var s31 = vec4<f32>();
  var s40 = vec4<f32>(); var s41 = vec4<f32>();
  var s50 = vec4<f32>(); var s51 = vec4<f32>();
  var s60 = vec4<f32>(); var s61 = vec4<f32>();
  var s70 = vec4<f32>(); var s71 = vec4<f32>();
  // Sums since these were last added to those above; in f32 they never are.
  var p00 = vec4<Part>(); var p01 = vec4<Part>();
  var p10 = vec4<Part>(); var p11 = vec4<Part>();
  var p20 = vec4<Part>(); var p21 = vec4<Part>();
  var p30 = vec4<Part>(); var p31 = vec4<Part>();
  var p40 = vec4<Part>(); var p41 = vec4<Part>();
  var p50 = vec4<Part>(); var p51 = vec4<Part>();
  var p60 = vec4<Part>(); var p61 = vec4<Part>();
  var p70 = vec4<Part>(); var p71 = vec4<Part>();
  for (var k = begin; k < end; k++) {
    workgroupBarrier();
    if (bringsX) {
      let t = transpose(nextX);
      let to = loadK * 4u * LINE + (loadRow ^ (loadK * 2u)) % LINE;
      xTile[to] = holdX(t[0]);
      xTile[to + LINE] = holdX(t[1]);
      xTile[to + 2u * LINE] = holdX(t[2]);
      xTile[to + 3u * LINE] = holdX(t[3]);
    }
    if (SIDE == 64u || !bringsX) {
      if (BACKWARD) {
        wTile[wK * LINE + wColumn] = vec4<Part>(nextW[0]);
        wTile[(wK + 4u) * LINE + (wColumn ^ 2u) % LINE] = vec4<Part>(nextW[1]);
        wTile[(wK + 8u) * LINE + (wColumn ^ 4u) % LINE] = vec4<Part>(nextW[2]);
        wTile[(wK + 12u) * LINE + (wColumn ^ 6u) % LINE] = vec4<Part>(nextW[3]);
      } else {
        let t = transpose(nextW);
        let to = loadK * 4u * LINE + (loadRow ^ (loadK * 2u)) % LINE;
        wTile[to] = vec4<Part>(t[0]);
        wTile[to + LINE] = vec4<Part>(t[1]);
        wTile[to + 2u * LINE] = vec4<Part>(t[2]);
        wTile[to + 3u * LINE] = vec4<Part>(t[3]);
      }
    }
    workgroupBarrier();
    if (bringsX) { nextX = loadX(m + loadRow * 4u, rows - 1u, (k + 1u) * 4u + loadK); }
    if (SIDE == 64u || !bringsX) {
      if (BACKWARD) { nextW = loadW(n / 4u + wColumn, (k + 1u) * 16u + wK); } else { nextW = loadW(output, (k + 1u) * 4u + loadK); }
    }
    for (var g = 0u; g < 4u; g++) {
      let ma = (ty ^ (g * 2u)) % HALF;
      let mb = (tx ^ (g * 2u)) % HALF;
      for (var j = 0u; j < 4u; j++) {
        let line = (g * 4u + j) * LINE;
        let a0 = xTile[line + ma];
        let a1 = xTile[line + HALF + ma];
        let b0 = wTile[line + mb];
        let b1 = wTile[line + HALF + mb];
        p00 = plus(p00, a0.x, b0); p01 = plus(p01, a0.x, b1);
        p10 = plus(p10, a0.y, b0); p11 = plus(p11, a0.y, b1);
        p20 = plus(p20, a0.z, b0); p21 = plus(p21, a0.z, b1);
        p30 = plus(p30, a0.w, b0); p31 = plus(p31, a0.w, b1);
        p40 = plus(p40, a1.x, b0); p41 = plus(p41, a1.x, b1);
        p50 = plus(p50, a1.y, b0); p51 = plus(p51, a1.y, b1);
        p60 = plus(p60, a1.z, b0); p61 = plus(p61, a1.z, b1);
        p70 = plus(p70, a1.w, b0); p71 = plus(p71, a1.w, b1);
      }
    }
    if (PART_TILES != 0u && (k - begin) % PART_TILES == PART_TILES - 1u) {
      s00 += vec4<f32>(p00); s01 += vec4<f32>(p01);
      s10 += vec4<f32>(p10); s11 += vec4<f32>(p11);
      s20 += vec4<f32>(p20); s21 += vec4<f32>(p21);
      s30 += vec4<f32>(p30); s31 += vec4<f32>(p31);
      s40 += vec4<f32>(p40); s41 += vec4<f32>(p41);
      s50 += vec4<f32>(p50); s51 += vec4<f32>(p51);
      s60 += vec4<f32>(p60); s61 += vec4<f32>(p61);
      s70 += vec4<f32>(p70); s71 += vec4<f32>(p71);
      p00 = vec4<Part>(); p01 = vec4<Part>();
      p10 = vec4<Part>(); p11 = vec4<Part>();
      p20 = vec4<Part>(); p21 = vec4<Part>();
      p30 = vec4<Part>(); p31 = vec4<Part>();
      p40 = vec4<Part>(); p41 = vec4<Part>();
      p50 = vec4<Part>(); p51 = vec4<Part>();
      p60 = vec4<Part>(); p61 = vec4<Part>();
      p70 = vec4<Part>(); p71 = vec4<Part>();
    }
  }
  let row = m + ty * 4u;
  let column = select(n, n / 2u, PAIRED) + tx * 4u;
  let shift = workgroup.z * CHUNK;
  storeRow(row, rows, shift, column, s00 + vec4<f32>(p00), s01 + vec4<f32>(p01));
  storeRow(row + 1u, rows, shift, column, s10 + vec4<f32>(p10), s11 + vec4<f32>(p11));
  storeRow(row + 2u, rows, shift, column, s20 + vec4<f32>(p20), s21 + vec4<f32>(p21));
  storeRow(row + 3u, rows, shift, column, s30 + vec4<f32>(p30), s31 + vec4<f32>(p31));
  storeRow(row + SIDE / 2u, rows, shift, column, s40 + vec4<f32>(p40), s41 + vec4<f32>(p41));
  storeRow(row + SIDE / 2u + 1u, rows, shift, column, s50 + vec4<f32>(p50), s51 + vec4<f32>(p51));
  storeRow(row + SIDE / 2u + 2u, rows, shift, column, s60 + vec4<f32>(p60), s61 + vec4<f32>(p61));
  storeRow(row + SIDE / 2u + 3u, rows, shift, column, s70 + vec4<f32>(p70), s71 + vec4<f32>(p71));
}

fn storeRow(row: u32, rows: u32, shift: u32, column: u32, left: vec4<f32>, right: vec4<f32>) {
  if (row >= rows) { return; }
  if (PAIRED) {
    storePair(row, column, left, right);
    return;
  }
  store4(row + shift, column, left, N);
  store4(row + shift, column + SIDE / 2u, right, N);
}
