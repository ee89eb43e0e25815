import type { Markup } from './markup.ts';

/**
 * A report as its writers see it: headings, sentences, tables, figures, none of it HTML or Markdown yet, so that both say the same. Texts are
 * plain; whatever is special in a format is escaped where it is written (html.ts, markdown.ts).
 */
export interface ReportDocument {
  readonly title: string;
  /** One line under the title. */
  readonly subtitle: string;
  readonly blocks: readonly Block[];
}

export type Inline = string | { readonly code: string } | { readonly strong: string };
export type Text = Inline | readonly Inline[];

export type Block = Heading | Paragraph | List | Table | Figure | Answer;

export interface Heading {
  readonly kind: 'heading';
  readonly level: 2 | 3;
  readonly text: string;
  /** Its address in the file. */
  readonly id: string;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: Text;
  /** `lead`: the outcome; `note`: small print below a table or figure. */
  readonly tone?: 'lead' | 'note';
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Text[];
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Column {
  readonly name: string;
  readonly align?: 'right';
}

export interface Row {
  /** The first names the row. */
  readonly cells: readonly Text[];
  readonly strong?: boolean;
}

/** A drawing with the words for those who do not see it; `table` has its figures. */
export interface Figure {
  readonly kind: 'figure';
  readonly id: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly description: string;
  /** Drawn for a width in pixels: text keeps its size on a phone. */
  draw(width: number): Drawing;
  readonly table: Table | null;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly content: Markup;
}

/** One test row with what both models made of it. */
export interface Answer {
  readonly kind: 'answer';
  readonly title: string;
  readonly parts: readonly AnswerPart[];
}

export interface AnswerPart {
  readonly name: string;
  readonly model: 'base' | 'tuned' | null;
  /** Text of a row or of a model: private, and whatever it is. */
  readonly text: string;
  /** What is said about it. */
  readonly note: string | null;
}

export const heading = (level: 2 | 3, text: string, id: string): Heading => ({ kind: 'heading', level, text, id });
export const paragraph = (...text: readonly Inline[]): Paragraph => ({ kind: 'paragraph', text });
export const note = (...text: readonly Inline[]): Paragraph => ({ kind: 'paragraph', text, tone: 'note' });
export const code = (text: string): Inline => ({ code: text });

/** A text as its pieces. */
export function inlines(text: Text): readonly Inline[] {
  return typeof text === 'string' || 'code' in text || 'strong' in text ? [text] : text;
}
