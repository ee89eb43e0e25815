import { UserError } from '../lib/errors.ts';
import { alignBytes, elementBytes } from './floats.ts';
import { type KernelDtype, type Nf4Kernel, nf4Kernel } from './nf4Kernel.ts';

/** Bits of the exponent, all set in NaN and infinity only. */
const EXPONENT = { F32: 0x7f800000, F16: 0x7c00, BF16: 0x7f80 } as const;

/** What quantisation checks as it reads, for the tensors that are not quantised. @throws UserError when a weight is NaN or infinite. */
export function checkFinite(dtype: KernelDtype, bytes: Uint8Array, kernel: Nf4Kernel | null = nf4Kernel()): void {
  if (!(kernel === null ? allFinite(dtype, bytes) : kernel.allFinite(dtype, bytes)))
    throw new UserError('a weight is not a finite number');
}

function allFinite(dtype: KernelDtype, bytes: Uint8Array): boolean {
  const { buffer, byteOffset, byteLength } = alignBytes(bytes, elementBytes(dtype));
  const bits =
    dtype === 'F32'
      ? new Uint32Array(buffer, byteOffset, byteLength / 4)
      : new Uint16Array(buffer, byteOffset, byteLength / 2);
  const exponent = EXPONENT[dtype];
  for (let i = 0; i < bits.length; i++) if (((bits[i] as number) & exponent) === exponent) return false;
  return true;
}
