import { matmulBackwardRef, matmulForwardRef } from './matmul.ref.ts';

interface Shape {
  readonly rank: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly scaling: number;
}

/** u = (x mask) A^T, added = scaling u B^T. x, mask [T, in], A [rank, in], B [out, rank]. */
export function loraForwardRef(
  shape: Shape,
  p: { x: Float64Array; mask: Float64Array; a: Float64Array; b: Float64Array },
): { u: Float64Array; added: Float64Array } {
  const u = matmulForwardRef(product(p.x, p.mask), p.a, shape.rank, shape.inFeatures);
  const added = matmulForwardRef(u, p.b, shape.outFeatures, shape.rank).map((value) => value * shape.scaling);
  return { u, added };
}

/** v = dy B, dB = scaling dy^T u, dA = scaling v^T (x mask), dx = scaling (v A) mask: what each is raised by. */
export function loraBackwardRef(
  shape: Shape,
  p: { x: Float64Array; mask: Float64Array; a: Float64Array; b: Float64Array; u: Float64Array; dy: Float64Array },
): { v: Float64Array; da: Float64Array; db: Float64Array; dx: Float64Array } {
  const { rank, inFeatures, outFeatures, scaling } = shape;
  const v = matmulBackwardRef(p.dy, p.b, outFeatures, rank);
  const dx = product(matmulBackwardRef(v, p.a, rank, inFeatures), p.mask).map((value) => value * scaling);
  const da = outerSum(v, rank, product(p.x, p.mask), inFeatures, scaling);
  const db = outerSum(p.dy, outFeatures, p.u, rank, scaling);
  return { v, da, db, dx };
}

/** scale sum_t a[t] (x) b[t], [aWidth, bWidth] */
function outerSum(a: Float64Array, aWidth: number, b: Float64Array, bWidth: number, scale: number): Float64Array {
  const sum = new Float64Array(aWidth * bWidth);
  for (let t = 0; t < a.length / aWidth; t++) {
    for (let i = 0; i < aWidth; i++) {
      for (let j = 0; j < bWidth; j++) sum[i * bWidth + j] += scale * a[t * aWidth + i] * b[t * bWidth + j];
    }
  }
  return sum;
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value * b[i]);
}
