/**
 * The first key that stands twice in one object of a JSON text, or null. JSON.parse keeps the last of two equal keys without a word, which
 * in a file header would hide a tensor. `text` must have passed JSON.parse: this scan relies on it. One pass, no recursion.
 */
export function findDuplicateKey(text: string): string | null {
  const open: (Set<string> | null)[] = []; // the keys of each open object, null for an array
  let lastString: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') {
      const begin = i++;
      while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
      lastString = text.slice(begin, i + 1);
    } else if (char === ':') {
      const key: string = JSON.parse(lastString ?? '""');
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    } else if (char === '{') open.push(new Set());
    else if (char === '[') open.push(null);
    else if (char === '}' || char === ']') open.pop();
  }
  return null;
}
