/** A piece of HTML or SVG. Only `element` makes one out of text, and it escapes all of it. */
export interface Markup {
  readonly markup: string;
}

export type Child = Markup | string | number | null | readonly Child[];
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `<name a="b">children</name>`, well formed as XML and as HTML. Texts and attribute values are escaped; null is nothing. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escapeText(value as string)}"`)
    .join('');
  if (VOID.has(name)) return { markup: `<${name}${written} />` };
  return { markup: `<${name}${written}>${children.map(write).join('')}</${name}>` };
}

/** Several pieces as one. */
export function join(...children: readonly Child[]): Markup {
  return { markup: children.map(write).join('') };
}

/** Elements that HTML knows without an end, and the SVG ones that never have content here. */
const VOID = new Set(['meta', 'br', 'line', 'path', 'circle', 'rect', 'polyline']);

function write(child: Child): string {
  if (child === null) return '';
  if (typeof child === 'number') return String(child);
  if (typeof child === 'string') return escapeText(child);
  return 'markup' in child ? child.markup : child.map(write).join('');
}

/** A tenth of a pixel is more than a screen shows. */
const rounded = (value: number): string => String(Math.round(value * 10) / 10);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that stands for itself in an element and in a quoted attribute. What XML has no place for becomes the replacement character. */
function escapeText(text: string): string {
  let escaped = '';
  for (const character of text) escaped += ENTITIES[character] ?? (isAllowed(character) ? character : '\ufffd');
  return escaped;
}

/** XML 1.0, section 2.2: no control characters but tab and line ends, no halves of surrogate pairs. */
function isAllowed(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  if (code >= 0x7f && code <= 0x9f) return false;
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
