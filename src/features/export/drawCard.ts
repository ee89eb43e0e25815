import { text } from '../../app/messages/en.ts';
import { roundTicks } from '../../lib/chart/ticks.ts';
import type { ResultCard } from './resultCard.ts';

/** Twice the size at which it is read, for sharp text on dense screens. */
const WIDTH = 1200;
const HEIGHT = 630;

/** A card is a picture of its own: always on light paper, wherever it is pasted. */
const PAPER = '#fafaf8';
const INK = '#1b1f24';
const QUIET = '#59616b';
const LINE = '#d9dce0';
const BLUE = '#0072b2';
const FONT = "'IBM Plex Sans', system-ui, sans-serif";

/** Draws the card and gives it as a PNG. Rejects where the browser has no canvas for it. */
export async function drawCard(card: ResultCard): Promise<Blob> {
  await Promise.all([document.fonts.load(`400 30px ${FONT}`), document.fonts.load(`600 30px ${FONT}`)]);
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser has no canvas.');
  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const write = (line: string, x: number, y: number, size: number, weight = 400, colour = INK) => {
    context.font = `${weight} ${size}px ${FONT}`;
    context.fillStyle = colour;
    context.fillText(line, x, y, WIDTH - x - 60);
  };
  write(card.title, 60, 90, 34, 600);
  write(text.export.cardPerplexity, 60, 170, 26, 400, QUIET);
  write(text.export.cardArrow(card.before, card.after), 60, 250, 72, 600);
  write(card.change, 60, 300, 28);
  card.lines.forEach((line, i) => {
    write(line, 60, 400 + 42 * i, 26);
  });
  write(card.curveLabel, 680, 170, 26, 400, QUIET);
  drawCurve(context, card.curve.losses, { x: 680, y: 200, width: 460, height: 320 });
  write(card.foot, 60, 598, 20, 400, QUIET);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png');
  });
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawCurve(context: CanvasRenderingContext2D, losses: Float64Array, { x, y, width, height }: Box): void {
  const finite = losses.filter(Number.isFinite);
  if (finite.length === 0) return;
  const ticks = roundTicks(
    finite.reduce((a, b) => Math.min(a, b)),
    finite.reduce((a, b) => Math.max(a, b)),
  );
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  const top = (loss: number) => y + (height * (high - loss)) / (high - low);
  context.lineWidth = 1;
  context.strokeStyle = LINE;
  context.fillStyle = QUIET;
  context.font = `400 18px ${FONT}`;
  context.textAlign = 'right';
  for (const tick of [low, high]) {
    context.beginPath();
    context.moveTo(x, top(tick));
    context.lineTo(x + width, top(tick));
    context.stroke();
    context.fillText(String(tick), x - 10, top(tick) + 6);
  }
  context.textAlign = 'left';
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeStyle = BLUE;
  context.beginPath();
  for (const [i, loss] of losses.entries()) {
    context.lineTo(x + (width * i) / Math.max(1, losses.length - 1), top(loss));
  }
  context.stroke();
}
