/** Keys of choices that are not of one product (matmulChoiceKey): they decide bits as kernels do, and are kept with them. */

/** Wide or narrow workgroups for reductions; software adapters take the narrow ones (Plan.lanes). */
export const REDUCTION = 'reduction';

/** The number format of the matrix products: `f16`, or left out for f32. */
export const PRECISION = 'precision';
