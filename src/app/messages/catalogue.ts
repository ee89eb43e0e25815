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

/** Anything of it may lack while it is being translated; what lacks is read in English (live.ts). Lists are whole or not there. */
type Incomplete<T> = T extends string | null | undefined | number | boolean
  ? Translated<T>
  : T extends (...args: infer Args) => infer Result
    ? (...args: Args) => Translated<Result>
    : T extends readonly unknown[]
      ? Translated<T>
      : { readonly [Key in keyof T]?: Incomplete<T[Key]> };

/** The words of one place in another language: no word that English lacks, and none that takes other arguments. */
export type Translation<Place extends keyof Catalogue> = Incomplete<(typeof text)[Place]>;
