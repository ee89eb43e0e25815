import type { text } from './en.ts';

/** The same shape with any words: strings for strings, and functions of the same arguments. */
type Translated<T> = T extends string
  ? string
  : T extends (...args: infer Args) => infer Result
    ? (...args: Args) => Translated<Result>
    : T extends null | undefined | number | boolean
      ? T
      : { readonly [Key in keyof T]: Translated<T[Key]> };

/** What a second language has to bring: everything that English has, and nothing else. */
export type Catalogue = Translated<typeof text>;
