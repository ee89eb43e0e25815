import { createRandom } from '../../../lib/random.ts';

/** A reference's backward pass against its forward pass. `at`: what is differentiated, by name. */
export interface GradientCheck<Name extends string = string> {
  readonly name: string;
  readonly at: Readonly<Record<Name, Float64Array>>;
  forward(at: Readonly<Record<Name, Float64Array>>): Float64Array;
  /** d(sum dy * forward) / d(at) */
  backward(at: Readonly<Record<Name, Float64Array>>, dy: Float64Array): Readonly<Record<Name, Float64Array>>;
}

export function gradientCheck<Name extends string>(check: GradientCheck<Name>): GradientCheck {
  return check as unknown as GradientCheck;
}

const STEP = 1e-5;

/**
 * Largest |analytic - numeric| / max |numeric| over all elements, numeric = central differences in f64 with step 1e-5: about 1e-10 of
 * truncation and 1e-11 of rounding where values are near 1.
 */
export function gradientError(check: GradientCheck, seed = 1): number {
  const random = createRandom(seed);
  const dy = check.forward(check.at).map(() => random.normal());
  const analytic = check.backward(check.at, dy);
  let worst = 0;
  for (const [name, values] of Object.entries(check.at)) {
    const gradient = analytic[name];
    if (gradient.length !== values.length)
      throw new Error(`${check.name}: gradient of ${name} has ${gradient.length} elements`);
    let largest = 0;
    let error = 0;
    for (let i = 0; i < values.length; i++) {
      const shifted = (by: number) => {
        const moved = values.slice();
        moved[i] += by;
        return dot(dy, check.forward({ ...check.at, [name]: moved }));
      };
      const numeric = (shifted(STEP) - shifted(-STEP)) / (2 * STEP);
      largest = Math.max(largest, Math.abs(numeric));
      error = Math.max(error, Math.abs(numeric - gradient[i]));
    }
    if (largest === 0) throw new Error(`${check.name}: nothing depends on ${name}`);
    worst = Math.max(worst, error / largest);
  }
  return worst;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
