import { describe, expect, it } from 'vitest';
import { sha256 } from '../lib/hash.ts';
import { f32Bytes } from './floats.ts';
import { DYNAMIC_MAP, NF4_CODE, NF4_THRESHOLDS } from './nf4Tables.ts';

describe('tables of bitsandbytes', () => {
  it('has the published code book', () => {
    expect(sha256(f32Bytes(NF4_CODE))).toBe('8501941daa1b8a90ad1bbfeb632e5101b5dddbc4bb52d6e55abcfd777e60c06a');
  });

  it('has the thresholds of the CUDA decision tree', () => {
    expect(NF4_THRESHOLDS.length).toBe(15);
    expect(NF4_THRESHOLDS[0]).toBe(-0.8480963706970215);
    expect(NF4_THRESHOLDS[6]).toBe(-0.045525018125772476);
    expect(NF4_THRESHOLDS[14]).toBe(0.8614784479141235);
  });

  it('has the published dynamic map', () => {
    expect(sha256(f32Bytes(DYNAMIC_MAP))).toBe('e732639a65f497b4ad684bb166a4467708255edd5207757de8b8f0c7e1fda89c');
    expect([DYNAMIC_MAP[127], DYNAMIC_MAP[128], DYNAMIC_MAP[255], DYNAMIC_MAP[0]]).toEqual([
      0, 5.500000384017767e-7, 1, -0.992968738079071,
    ]);
  });
});
