export interface Directive {
  readonly name: string;
  readonly sources: readonly string[];
}

/** The policy that came with the page, in its meta element; null when there is none. */
export function pagePolicy(page: Document): readonly Directive[] | null {
  const meta = page.querySelector('meta[http-equiv="Content-Security-Policy" i]');
  const policy = parsePolicy(meta?.getAttribute('content') ?? '');
  return policy.length === 0 ? null : policy;
}

/** `connect-src 'self'; img-src data:` -> one entry per directive; of a repeated one the first counts, as in browsers. */
export function parsePolicy(text: string): readonly Directive[] {
  const directives = new Map<string, readonly string[]>();
  for (const part of text.split(';')) {
    const [name, ...sources] = part.trim().split(/\s+/);
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  return [...directives].map(([name, sources]) => ({ name, sources }));
}

/** Sources that decide where fetch and the like may go: those of connect-src, else of default-src; null: anywhere. */
export function connectSources(policy: readonly Directive[]): readonly string[] | null {
  const of = (wanted: string) => policy.find(({ name }) => name === wanted)?.sources;
  const sources = of('connect-src') ?? of('default-src');
  return sources?.filter((source) => source !== "'none'") ?? null;
}
