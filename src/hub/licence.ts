/** The `license` of a model card's YAML front matter; `license_name` where the licence is `other`. Null when there is none. */
export function licenceOf(readme: string): string | null {
  const frontMatter = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---/.exec(readme)?.[1];
  if (frontMatter === undefined) return null;
  const field = (name: string) => {
    const value = new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, 'm').exec(frontMatter)?.[1];
    return value?.replace(/^(["'])(.*)\1$/, '$2') || null;
  };
  const licence = field('license');
  return licence === 'other' ? (field('license_name') ?? licence) : licence;
}
