import { f32ToBf16, toF32 } from '../../formats/floats.ts';
import { dequantiseNf4, quantiseNf4 } from '../../formats/nf4.ts';
import { type CaseFolder, tensorOf } from './caseFolder.ts';
import { f32, type OutputTensor, type TraceOutput, u8 } from './output.ts';

/** golden/nf4: every weight `<c>.w` quantised with and without double quantisation. Runs on the CPU, as quantisation always does. */
export async function traceNf4(folder: CaseFolder): Promise<TraceOutput> {
  const inputs = await folder.tensors('cases.safetensors');
  const names = [...inputs.keys()].filter((name) => name.endsWith('.w')).map((name) => name.slice(0, -2));
  return { tensors: names.flatMap((name) => traceCase(name, tensorOf(inputs, `${name}.w`))) };
}

function traceCase(name: string, { dtype, shape, bytes }: ReturnType<typeof tensorOf>): OutputTensor[] {
  const weights = toF32(dtype, bytes);
  const size: [number, number] = [shape[0] as number, shape[1] as number];
  const single = quantiseNf4(weights, size, { doubleQuant: false });
  const double = quantiseNf4(weights, size, { doubleQuant: true });
  const dequant = dequantiseNf4(single);
  const nested = double.nested;
  if (nested === null) throw new Error('Double quantisation gave no nested absmax.');
  return [
    u8(`${name}.packed`, [single.packed.length], single.packed),
    f32(`${name}.absmax`, [single.absmax.length], single.absmax),
    f32(`${name}.dequant`, size, dequant),
    ...(dtype === 'BF16' ? [bf16(`${name}.dequant_bfloat16`, size, dequant)] : []),
    u8(`${name}.nested.qabsmax`, [nested.qabsmax.length], nested.qabsmax),
    f32(`${name}.nested.nested_absmax`, [nested.nestedAbsmax.length], nested.nestedAbsmax),
    f32(`${name}.nested.offset`, [1], Float32Array.of(nested.offset)),
    f32(`${name}.nested.absmax`, [double.absmax.length], double.absmax),
    f32(`${name}.nested.dequant`, size, dequantiseNf4(double)),
  ];
}

function bf16(name: string, shape: readonly number[], values: Float32Array): OutputTensor {
  const bits = f32ToBf16(values);
  return { name, dtype: 'BF16', shape, bytes: new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength) };
}
