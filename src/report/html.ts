import {
  type Answer,
  type Block,
  type Figure,
  type Heading,
  type Inline,
  inlines,
  type Paragraph,
  type ReportDocument,
  type Table,
  type Text,
} from './document.ts';
import { HTML_STYLE } from './htmlStyle.ts';
import { type Child, element, type Markup } from './markup.ts';

/** Widths at which every figure is drawn; the style shows the one that fits, and paper takes the wide one. */
const WIDTHS = { wide: 720, narrow: 328 } as const;

/** Nothing is fetched, run or sent: a browser that opens the file is told so, too. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** The report as one HTML file without a script and without a request; well formed as XML. */
export function toHtml(report: ReportDocument): string {
  const { title, subtitle, blocks } = report;
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element('title', {}, title),
    // The style is ours, and none of its characters needs escaping.
    { markup: `<style>${HTML_STYLE}</style>` },
  );
  const body = element(
    'body',
    {},
    element(
      'main',
      {},
      element('header', {}, element('h1', {}, title), element('p', { class: 'subtitle' }, subtitle)),
      // The outcome first, then where everything else is.
      blocks.slice(0, opening(blocks)).map(writeBlock),
      contents(blocks),
      blocks.slice(opening(blocks)).map(writeBlock),
    ),
  );
  return `<!DOCTYPE html>\n${element('html', { lang: 'en' }, head, body).markup}\n`;
}

/** How many blocks stand before the first heading. */
function opening(blocks: readonly Block[]): number {
  const first = blocks.findIndex(({ kind }) => kind === 'heading');
  return first < 0 ? blocks.length : first;
}

function contents(blocks: readonly Block[]): Markup {
  const headings = blocks.filter((block): block is Heading => block.kind === 'heading' && block.level === 2);
  const items = headings.map(({ id, text }) => element('li', {}, element('a', { href: `#${id}` }, text)));
  return element('nav', { 'aria-label': 'Contents' }, element('ul', {}, items));
}

function writeBlock(block: Block): Markup {
  switch (block.kind) {
    case 'heading':
      return element(`h${block.level}`, { id: block.id }, block.text);
    case 'paragraph':
      return writeParagraph(block);
    case 'list':
      return element(
        'ul',
        {},
        block.items.map((item) => element('li', {}, writeText(item))),
      );
    case 'table':
      return writeTable(block);
    case 'figure':
      return writeFigure(block);
    case 'answer':
      return writeAnswer(block);
  }
}

function writeParagraph({ text, tone }: Paragraph): Markup {
  return element('p', { class: tone }, writeText(text));
}

function writeText(text: Text): Child {
  return inlines(text).map(writeInline);
}

function writeInline(inline: Inline): Child {
  if (typeof inline === 'string') return inline;
  return 'code' in inline ? element('code', {}, inline.code) : element('strong', {}, inline.strong);
}

/** In a box of its own, which scrolls where a table is wider than the window, and which the keyboard reaches then. */
function writeTable({ caption, columns, rows }: Table): Markup {
  const aligned = (column: number) => (columns[column]?.align === 'right' ? 'number' : undefined);
  const head = columns.map(({ name }, i) => element('th', { scope: 'col', class: aligned(i) }, name));
  const body = rows.map(({ cells, strong }) =>
    element(
      'tr',
      { class: strong === true ? 'strong' : undefined },
      cells.map((cell, i) =>
        i === 0
          ? element('th', { scope: 'row', class: aligned(i) }, writeText(cell))
          : element('td', { class: aligned(i) }, writeText(cell)),
      ),
    ),
  );
  return element(
    'div',
    { class: 'table', role: 'region', tabindex: 0, 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, head)),
      element('tbody', {}, body),
    ),
  );
}

function writeFigure({ id, title, description, draw, table }: Figure): Markup {
  const svg = (size: keyof typeof WIDTHS) => {
    const { width, height, content } = draw(WIDTHS[size]);
    const [titleId, descriptionId] = [`${id}-${size}-title`, `${id}-${size}-description`];
    return element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        class: size,
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: 'img',
        'aria-labelledby': `${titleId} ${descriptionId}`,
      },
      element('title', { id: titleId }, title),
      element('desc', { id: descriptionId }, description),
      content,
    );
  };
  return element(
    'figure',
    { id },
    element('figcaption', {}, element('strong', {}, title), ' ', description),
    svg('wide'),
    svg('narrow'),
    table &&
      element(
        'details',
        {},
        element('summary', {}, `${title.replace(/\.$/, '')}: the figures as a table`),
        writeTable(table),
      ),
  );
}

function writeAnswer({ title, parts }: Answer): Markup {
  return element(
    'article',
    { class: 'answer' },
    element('h3', {}, title),
    element(
      'dl',
      {},
      parts.map(({ name, model, text, note }) =>
        element(
          'div',
          { 'data-model': model ?? undefined },
          element('dt', {}, name),
          element('dd', {}, element('div', { class: 'text', dir: 'auto' }, text)),
          note === null ? null : element('dd', { class: 'note' }, note),
        ),
      ),
    ),
  );
}
