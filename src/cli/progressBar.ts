import type { Io } from './io.ts';

/** One line at the bottom of the terminal that is redrawn in place; does nothing where there is no terminal. */
export class ProgressBar {
  readonly #io: Io;
  #text = '';
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Redraws at most ten times a second, but always the last one of its kind (`done === total`). */
  draw(label: string, done: number, total: number, detail = ''): void {
    if (!this.#io.isTerminal) return;
    const now = this.#io.now();
    if (now - this.#drawnAt < 100 && done < total) return;
    this.#drawnAt = now;
    this.#text = barLine(label, done, total, detail, this.#io.columns);
    this.#io.err(`\r\u001b[K${this.#text}`);
  }

  /** A line that stays: the bar moves below it. */
  print(line: string): void {
    this.clear();
    this.#io.out(`${line}\n`);
  }

  clear(): void {
    if (this.#text === '') return;
    this.#io.err('\r\u001b[K');
    this.#text = '';
  }
}

const BAR_CELLS = 24;

/** `Training  [########............]  43 %  step 13/30  1.2k tokens/s`, cut to the width. */
export function barLine(label: string, done: number, total: number, detail: string, columns: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const filled = Math.round(share * BAR_CELLS);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_CELLS - filled);
  const line = `${label.padEnd(10)} [${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${detail}`;
  return line.slice(0, Math.max(1, columns - 1));
}
