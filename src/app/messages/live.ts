/**
 * The words of the page in the language that was chosen. Code reads them from one object wherever and whenever it likes; each read
 * looks into the translation first and into the English original where that lacks something.
 */
let translation: unknown = null;

/** From here on words come out of this catalogue; null: English. What was drawn before must be drawn again. */
export function speak(catalogue: object | null): void {
  translation = catalogue;
}

/** A view of the English words that reads as the language of the moment, at any depth; only text and functions leave it. */
export function live<Words extends object>(english: Words): Words {
  return view(english, () => translation) as Words;
}

function view(english: object, translated: () => unknown): object {
  const parts = new Map<PropertyKey, object>();
  return new Proxy(english, {
    get(target, key) {
      const own: unknown = Reflect.get(target, key);
      if (typeof own !== 'object' || own === null) return wordIn(translated(), key) ?? own;
      const part = parts.get(key) ?? view(own, () => wordIn(translated(), key));
      parts.set(key, part);
      return part;
    },
  });
}

function wordIn(words: unknown, key: PropertyKey): unknown {
  return typeof words === 'object' && words !== null ? Reflect.get(words, key) : undefined;
}
