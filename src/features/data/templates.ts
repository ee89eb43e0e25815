/** The columns that a template names, in order: `Type: {{qtype}}\nQ: {{Question}}` -> qtype, Question. */
export function templateColumns(template: string): string[] {
  return [...template.matchAll(/\{\{\s*(.*?)\s*\}\}/g)].map((match) => match[1] as string);
}

/** The same template asking from another column: its last reference is replaced, the words around it stay. */
export function withLastColumn(template: string, column: string): string {
  const at = template.lastIndexOf('{{');
  const end = at < 0 ? -1 : template.indexOf('}}', at);
  const reference = `{{${column}}}`;
  return end < 0 ? reference : template.slice(0, at) + reference + template.slice(end + 2);
}
