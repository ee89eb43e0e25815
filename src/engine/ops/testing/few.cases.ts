import { type BufferRef, slice } from '../../gpu/buffers.ts';
import { fewGated, fewSections } from '../few.ts';
import { matmulForwardRef } from '../matmul.ref.ts';
import { rmsNormForwardRef } from '../rmsNorm.ref.ts';
import { swigluForwardRef } from '../swiglu.ref.ts';
import { expectWithin, f64, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';
import { testWeight, type WeightKind } from './testWeight.ts';

const IN = 72;
const EPS = 1e-2;
const SCALING = 1.75;
const SPARE = 2;

const aligned = (count: number) => Math.ceil(count / 64) * 64;

interface SectionsCase {
  readonly tokens: number;
  readonly widths: readonly number[];
  readonly kind: WeightKind;
  /** Sections with an adapter, of this rank; without any the norm is taken on the way. */
  readonly adapted: readonly number[];
  readonly rank: number;
  readonly biased?: boolean;
}

export function fewSectionsCase({ tokens, widths, kind, adapted, rank, biased = false }: SectionsCase): OpCase {
  const out = widths.reduce((sum, width) => sum + width, 0);
  const capacity = tokens + SPARE;
  const x = normals(tokens * IN, 1);
  const w = normals(IN, 6);
  const weight = testWeight(kind, out, IN, 2);
  const begin = (s: number) => widths.slice(0, s).reduce((sum, width) => sum + width, 0);
  const plane = (s: number) => widths.slice(0, s).reduce((sum, width) => sum + aligned(capacity * width), 0);
  const planeU = aligned(capacity * rank);
  const planeB = aligned(rank * Math.max(...widths));
  const low = adapted.map((_, i) => normals(tokens * rank, 10 + i));
  const matrices = adapted.map((s, i) => normals((widths[s] as number) * rank, 20 + i));
  const normed = adapted.length === 0;
  const biases = normals(out, 30);
  const u = within(new Float32Array(), planeU * Math.max(1, adapted.length));
  const b = within(new Float32Array(), planeB * Math.max(1, adapted.length));
  low.forEach((values, i) => {
    u.set(values, i * planeU);
  });
  matrices.forEach((values, i) => {
    b.set(values, i * planeB);
  });
  return opCase({
    name: `fewSections ${widths} of ${kind}, ${tokens} tokens, ${normed ? 'of a norm' : `adapters of rank ${rank} on ${adapted}`}${biased ? ', biased' : ''}`,
    frame: { tokens, rows: tokens },
    data: {
      ...weight.data,
      ...{ x: within(x, capacity * IN), w, u, b, biases, y: poison(plane(widths.length)) },
    },
    record: (plan, r: Readonly<Record<string, BufferRef>>) => {
      const buffer = (name: string) => r[name] as BufferRef;
      fewSections(plan, {
        ...{ weight: weight.of(r), widths, x: buffer('x') },
        norm: normed ? { raw: buffer('x'), weight: buffer('w'), eps: EPS } : undefined,
        biases: biased ? buffer('biases') : null,
        y: widths.map((width, s) => slice(buffer('y'), plane(s), capacity * width)),
        adapters: widths.map((width, s) => {
          const i = adapted.indexOf(s);
          if (i < 0) return null;
          const projected = slice(buffer('u'), i * planeU, capacity * rank);
          const matrix = slice(buffer('b'), i * planeB, width * rank);
          return { rank, scaling: SCALING, dropout: 0, stream: 0, projected, matrix };
        }),
      });
    },
    expected: () => {
      const from = normed ? rmsNormForwardRef(f64(x), f64(w), EPS).y : f64(x);
      const y = new Float64Array(plane(widths.length)).fill(Number.NaN);
      widths.forEach((width, s) => {
        const rows = weight.values.subarray(begin(s) * IN, (begin(s) + width) * IN);
        const sums = matmulForwardRef(from, rows, width, IN);
        const i = adapted.indexOf(s);
        const added = i < 0 ? null : matmulForwardRef(f64(low[i]), f64(matrices[i]), width, rank);
        y.set(
          sums.map((sum, at) => {
            const bias = biased ? (biases[begin(s) + (at % width)] as number) : 0;
            return sum + bias + (added ? SCALING * added[at] : 0);
          }),
          plane(s),
        );
      });
      return { y };
    },
  });
}

export function fewGatedCase(tokens: number, width: number, kind: WeightKind, normed: boolean): OpCase {
  const capacity = tokens + SPARE;
  const x = normals(tokens * IN, 1);
  const w = normals(IN, 6);
  const weight = testWeight(kind, 2 * width, IN, 2);
  return opCase({
    name: `fewGated ${width} of ${kind}, ${tokens} tokens${normed ? ' of a norm' : ''}`,
    frame: { tokens, rows: tokens },
    data: { ...weight.data, ...{ x: within(x, capacity * IN), w, act: poison(capacity * width) } },
    record: (plan, r: Readonly<Record<string, BufferRef>>) => {
      const x = r['x'] as BufferRef;
      const norm = normed ? { raw: x, weight: r['w'] as BufferRef, eps: EPS } : undefined;
      fewGated(plan, { weight: weight.of(r), x, norm, act: r['act'] as BufferRef });
    },
    expected: () => {
      const from = normed ? rmsNormForwardRef(f64(x), f64(w), EPS).y : f64(x);
      const half = width * IN;
      const gate = matmulForwardRef(from, weight.values.subarray(0, half), width, IN);
      const up = matmulForwardRef(from, weight.values.subarray(half), width, IN);
      return { act: expectWithin(swigluForwardRef(gate, up), capacity * width) };
    },
  });
}

/** Widths of which 8 outputs of a workgroup belong to two sections; with 29 rows and many columns the kernel takes 8 rows at a time. */
export function fewCases(): OpCase[] {
  const widths = [36, 12, 20];
  const many = [200, 44, 56];
  return [
    fewSectionsCase({ tokens: 1, widths, kind: 'nf4', adapted: [], rank: 0, biased: true }),
    fewSectionsCase({ tokens: 3, widths, kind: 'bf16', adapted: [0, 2], rank: 8 }),
    fewSectionsCase({ tokens: 29, widths: many, kind: 'nf4', adapted: [1], rank: 4 }),
    fewSectionsCase({ tokens: 32, widths: many, kind: 'nf4', adapted: [], rank: 0 }),
    fewGatedCase(1, 36, 'nf4', true),
    fewGatedCase(29, 300, 'nf4', true),
    fewGatedCase(2, 36, 'f16', false),
  ];
}
