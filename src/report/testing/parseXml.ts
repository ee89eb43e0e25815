/** An element of a document that was read strictly. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (XmlElement | string)[];
}

const NAME = '[A-Za-z_][\\w:.-]*';
const TAG = new RegExp(`^<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`);
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, 'g');
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/**
 * Reads XML without namespaces, comments or sections: what the report writes. Throws an Error at the first thing that is not well formed: a tag
 * that does not close, an attribute that is there twice, a bare `<`, `&` or `>`, a character that XML has no place for.
 */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [root];
  let rest = text.replace(/^<!DOCTYPE html>\s*/, '');
  const fail = (what: string) => new Error(`${what} at "${rest.slice(0, 60)}"`);
  while (rest !== '') {
    const inside = open.at(-1) as XmlElement;
    if (!rest.startsWith('<')) {
      const end = rest.indexOf('<');
      const raw = end < 0 ? rest : rest.slice(0, end);
      // The style sheet is CSS, which has child selectors.
      inside.children.push(inside.name === 'style' ? raw : readText(raw, fail));
      rest = rest.slice(raw.length);
      continue;
    }
    const tag = TAG.exec(rest);
    if (tag === null) throw fail('no tag');
    const [whole, closing, name = '', written = '', empty] = tag;
    rest = rest.slice(whole.length);
    if (closing === '/') {
      if (inside.name !== name) throw fail(`</${name}> closes <${inside.name}>`);
      open.pop();
      continue;
    }
    const pairs = [...written.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, readText(value, fail)]);
    if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw fail(`<${name}> has an attribute twice`);
    const element: XmlElement = { name, attributes: Object.fromEntries(pairs), children: [] };
    inside.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [document, ...others] = root.children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  if (open.length > 1) throw fail(`<${open.at(-1)?.name}> is never closed`);
  if (typeof document !== 'object' || others.length > 0) throw new Error('there is not one root element');
  return document;
}

function readText(raw: string, fail: (what: string) => Error): string {
  for (const character of raw) {
    const code = character.codePointAt(0) ?? 0;
    const control = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
    if (control || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff)
      throw fail(`character ${code.toString(16)}`);
  }
  return raw.replaceAll(/&([^;]*;)?|[<>]/g, (found, name: string | undefined) => {
    const meant = ENTITIES[name?.slice(0, -1) ?? ''];
    if (meant === undefined) throw fail(`bare ${found}`);
    return meant;
  });
}

/** All elements of a name, in order. */
export function elementsOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...elementsOf(child, name)],
  );
}

export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** Names of elements and attributes as they are nested, without any text. */
export function shapeOf(element: XmlElement): string {
  const attributes = Object.keys(element.attributes).join(' ');
  const inside = element.children.map((child) => (typeof child === 'string' ? '' : shapeOf(child))).join('');
  return `(${element.name} ${attributes}${inside})`;
}
