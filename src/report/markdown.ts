import {
  type Answer,
  type Block,
  type Figure,
  type Inline,
  inlines,
  type ReportDocument,
  type Table,
  type Text,
} from './document.ts';

/** The report as GitHub-flavoured Markdown. Figures are their tables: Markdown has no drawings of its own that every reader shows. */
export function toMarkdown({ title, subtitle, blocks }: ReportDocument): string {
  const head = [`# ${escapeMarkdown(title)}`, escapeMarkdown(subtitle)];
  return `${[...head, ...blocks.map(writeBlock)].join('\n\n')}\n`;
}

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${escapeMarkdown(block.text)}`;
    case 'paragraph':
      return writeText(block.text);
    case 'list':
      return block.items.map((item) => `- ${writeText(item)}`).join('\n');
    case 'table':
      return writeTable(block);
    case 'figure':
      return writeFigure(block);
    case 'answer':
      return writeAnswer(block);
  }
}

function writeText(text: Text): string {
  return inlines(text).map(writeInline).join('');
}

function writeInline(inline: Inline): string {
  if (typeof inline === 'string') return escapeMarkdown(inline);
  return 'code' in inline ? codeSpan(inline.code) : `**${escapeMarkdown(inline.strong)}**`;
}

function writeTable({ caption, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const isStrong = (strong: boolean | undefined, cell: string) =>
    strong === true && cell !== '' ? `**${cell}**` : cell;
  return [
    `**${escapeMarkdown(caption)}**`,
    '',
    line(columns.map(({ name }) => escapeMarkdown(name))),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : '---'))),
    ...rows.map(({ cells, strong }) => line(cells.map((cell) => isStrong(strong, writeText(cell))))),
  ].join('\n');
}

function writeFigure({ title, description, table }: Figure): string {
  return [`**${escapeMarkdown(title)}** ${escapeMarkdown(description)}`, ...(table ? [writeTable(table)] : [])].join(
    '\n\n',
  );
}

function writeAnswer({ title, parts }: Answer): string {
  const written = parts.map(({ name, text, note }) => {
    const lines = text.split(/\r\n|[\n\r\u2028\u2029]/u).map((line) => `> ${escapeMarkdown(line)}`);
    return [`*${escapeMarkdown(name)}*${note === null ? '' : ` (${escapeMarkdown(note)})`}`, '', ...lines].join('\n');
  });
  return [`### ${escapeMarkdown(title)}`, ...written].join('\n\n');
}

/** In backquotes, more of them than any run of them inside; a bar would end a table's cell even there. */
function codeSpan(text: string): string {
  const shown = text.replaceAll(/\s+/g, ' ').trim();
  if (shown.includes('|') || shown === '') return escapeMarkdown(shown);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** Text in one line that stands for itself: what Markdown or HTML would read as a mark is escaped. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^( *)([#+=-])/, '$1\\$2')
    .replace(/^( *\d+)([.)])(?= |$)/, '$1\\$2');
}
