/** The base models that the page offers, in the order of the list; each is opened by its name (workers/modelSource.ts). */
export const MODEL_NAMES = ['mini', 'small'] as const;
