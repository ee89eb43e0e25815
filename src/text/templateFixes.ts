/**
 * `strip`, `lstrip` and `rstrip` of templates as Python has them. @huggingface/jinja 0.5.11 ignores the characters that they are given
 * (Qwen3's template says `lstrip('\n')`, and the library takes spaces too) and trims what JavaScript calls white space, which has U+FEFF and lacks
 * U+0085 and U+001C to U+001F. So the calls are written anew in the parsed template, as calls of functions that templates get with their variables.
 */

/** What Python's `str.isspace` is true for. */
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const ENDS = { strip: 'both', lstrip: 'start', rstrip: 'end' } as const;
type Method = keyof typeof ENDS;

/** Names that no template can use itself. */
const nameOf = (method: Method) => `python ${method}`;

/** The functions that `correctTemplate` writes calls of. */
export const TEMPLATE_FUNCTIONS: Readonly<Record<string, (text: unknown, characters?: unknown) => string>> =
  Object.fromEntries(
    (Object.keys(ENDS) as Method[]).map((method) => [
      nameOf(method),
      (text: unknown, characters?: unknown) => strip(String(text), ENDS[method], characters),
    ]),
  );

function strip(text: string, ends: 'both' | 'start' | 'end', characters: unknown): string {
  if (typeof characters !== 'string') {
    const start = ends === 'end' ? text : text.replace(new RegExp(`^${SPACE}`), '');
    return ends === 'start' ? start : start.replace(new RegExp(`${SPACE}$`), '');
  }
  const all = [...text];
  const cut = new Set(characters);
  let from = 0;
  let to = all.length;
  if (ends !== 'end') while (from < to && cut.has(all[from] as string)) from++;
  if (ends !== 'start') while (to > from && cut.has(all[to - 1] as string)) to--;
  return all.slice(from, to).join('');
}

interface Node {
  readonly type: string;
  [field: string]: unknown;
}

/** Rewrites the calls in a parsed template, in place: `x.strip(c)` and `x | trim`. */
export function correctTemplate(node: unknown): void {
  if (Array.isArray(node)) {
    for (const item of node) correctTemplate(item);
    return;
  }
  if (!isNode(node)) return;
  for (const field of Object.values(node)) correctTemplate(field);
  const { callee, filter, operand } = node;
  if (node.type === 'CallExpression' && isNode(callee) && callee.type === 'MemberExpression') {
    const method = callee['computed'] === true ? undefined : identifierOf(callee['property']);
    if (method !== undefined && method in ENDS) replace(node, method as Method, callee['object'], node['args']);
  } else if (node.type === 'FilterExpression' && identifierOf(filter) === 'trim') {
    replace(node, 'strip', operand, []);
  }
}

function replace(node: Node, method: Method, text: unknown, args: unknown): void {
  const callee = { type: 'Identifier', value: nameOf(method) };
  Object.assign(node, { type: 'CallExpression', callee, args: [text, ...(args as unknown[])] });
}

function identifierOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' ? String(node['value']) : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
