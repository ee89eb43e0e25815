import type { GpuContext } from '../../gpu/device.ts';
import { createPipelineCache } from '../../gpu/pipelines.ts';

/**
 * f16 and what the built-ins of subgroup matrices do, in plain WGSL: f16 numbers are f32 ones that were rounded, and a left or right matrix is the place in
 * `xTile` or `wTile` that it was loaded from, so it must be used before the next barrier; a result has half a row in each of 32 lanes. Sums in f32.
 */
const HALVES = `
fn packed4(v: vec4<f32>) -> vec2<u32> { return vec2<u32>(pack2x16float(v.xy), pack2x16float(v.zw)); }
fn unpacked4(v: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(v.x), unpack2x16float(v.y)); }
fn rounded4(v: vec4<f32>) -> vec4<f32> { return unpacked4(packed4(v)); }
`;
const MATRICES = `
var<private> laneOfMatrix: u32;
struct Left { at: u32, pitch: u32 }
struct Right { at: u32, pitch: u32, byColumn: bool }
alias Result = array<f32, 8>;
fn xNumber(at: u32, e: u32) -> f32 { return xTile[at + e / 4u][e % 4u]; }
fn wNumber(at: u32, e: u32) -> f32 { return wTile[at + e / 4u][e % 4u]; }
fn multiplyAdd(a: Left, b: Right, c: Result) -> Result {
  var sums = c;
  for (var k = 0u; k < 16u; k++) {
    let l = xNumber(a.at + laneOfMatrix / 2u * a.pitch, k);
    for (var j = 0u; j < 8u; j++) {
      let column = laneOfMatrix % 2u * 8u + j;
      var r = 0.0;
      if (b.byColumn) { r = wNumber(b.at + column * b.pitch, k); } else { r = wNumber(b.at + k * b.pitch, column); }
      sums[j] += l * r;
    }
  }
  return sums;
}
fn halfRowAt(at: u32, pitch: u32) -> u32 { return at + laneOfMatrix / 2u * pitch + laneOfMatrix % 2u * 2u; }
`;
const STORE = (array: string) => `
fn storeIn_${array}(at: u32, r: Result, pitch: u32) {
  ${array}[halfRowAt(at, pitch)] = vec4<f32>(r[0], r[1], r[2], r[3]);
  ${array}[halfRowAt(at, pitch) + 1u] = vec4<f32>(r[4], r[5], r[6], r[7]);
}
`;

const LOAD = /subgroupMatrixLoad<subgroup_matrix_(left|right)<f16, 16, 16>, (row|col)_major>\(&[xw]Tile, (.*)\);/g;

/** A kernel with f16 or subgroup matrices as one that needs neither; other kernels as they are. */
function emulated(code: string): string {
  if (!code.includes('enable f16;')) return code;
  const plain = code
    .replace(/^(enable|diagnostic).*$/gm, '')
    .replaceAll('vec4<f16>(fma(', 'vec4<f32>(fma(')
    .replaceAll('bitcast<u32>(r.', 'pack2x16float(r.')
    .replaceAll('bitcast<vec2<f16>>(', 'unpack2x16float(')
    .replace('alias Part = f16;', 'alias Part = f32;')
    .replaceAll('bitcast<vec2<u32>>(', 'packed4(')
    .replaceAll('bitcast<vec4<f16>>(', 'unpacked4(')
    .replaceAll('mat2x4<f16>(', 'mat2x4<f32>(')
    .replaceAll('vec4<f16>(', 'rounded4(')
    .replaceAll('x4<f16>', 'x4<f32>')
    .replaceAll('vec4<f16>', 'vec4<f32>')
    .replace(LOAD, (_, side: string, order: string, place: string) =>
      side === 'left' ? `Left(${place});` : `Right(${place}, ${order === 'col'});`,
    )
    .replace(/subgroup_matrix_left<f16, 16, 16>/g, 'Left')
    .replace(/subgroup_matrix_right<f16, 16, 16>/g, 'Right')
    .replace(/subgroup_matrix_result<f32, 16, 16>/g, 'Result')
    .replaceAll('subgroupMatrixMultiplyAccumulate(', 'multiplyAdd(')
    .replace(/subgroupMatrixStore<row_major>\(&(\w+), /g, 'storeIn_$1(');
  if (!plain.includes('multiplyAdd')) return HALVES + plain;
  const stores = ['staged', 'y'].filter((array) => plain.includes(`storeIn_${array}`)).map(STORE);
  const main = plain.replace('let rows = rowCount();', 'laneOfMatrix = lane % 32u;\n  let rows = rowCount();');
  return HALVES + MATRICES + stores.join('') + main;
}

/** The same GPU, on which kernels with f16 and subgroup matrices run without either, to see that they index and round as they should. */
export function emulatingMatrices(gpu: GpuContext): GpuContext {
  const device = new Proxy(gpu.device, {
    get(target, name) {
      if (name === 'createShaderModule')
        return (d: GPUShaderModuleDescriptor) => target.createShaderModule({ ...d, code: emulated(d.code) });
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...gpu, pipelines: createPipelineCache(device) };
}
