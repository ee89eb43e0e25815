const SVG = 'http://www.w3.org/2000/svg';

/** What a style sheet says about an element of a chart, and an SVG file has to say itself. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'font-size',
  'font-weight',
  'font-family',
] as const;
const HEAD = 52;
const FOOT = 28;
const PADDING = 16;
/** From one name of the legend to the next. */
const LINE = 20;
/** Twice the size at which it is read, for dense screens and paper. */
const DENSITY = 2;

/**
 * The chart in `figure` as an SVG that stands alone: styles of the page become attributes, the title and the names of the axes (which the
 * page has as text around the drawing) are drawn, on the paper of the theme. null: no chart is drawn there.
 */
export function standaloneSvg(figure: Element, title: string): SVGSVGElement | null {
  const drawn = figure.querySelector<SVGSVGElement>('svg[data-chart]');
  if (drawn === null) return null;
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  inlineStyles(drawn, copy);
  const { width, height } = drawn.getBoundingClientRect();
  const names = [...figure.querySelectorAll('[data-legend] li')].map(
    (item, i) => `${i + 1}  ${item.textContent?.trim() ?? ''}`,
  );
  const fullWidth = width + 2 * PADDING;
  const fullHeight = height + HEAD + FOOT + names.length * LINE + PADDING;
  const page = getComputedStyle(figure);
  const paper = getComputedStyle(document.body).backgroundColor;
  const svg = make('svg', {
    xmlns: SVG,
    width: fullWidth,
    height: fullHeight,
    viewBox: `0 0 ${fullWidth} ${fullHeight}`,
  });
  const name = make('title', {});
  name.textContent = title;
  const inside = make('g', { transform: `translate(${PADDING} ${HEAD})` });
  inside.append(...copy.childNodes);
  const words = (selector: string) => figure.querySelector(selector)?.textContent?.trim() ?? '';
  const write = (text: string, x: number, y: number, style: Readonly<Record<string, string | number>>) => {
    const element = make('text', { x, y, fill: page.color, 'font-family': page.fontFamily, 'font-size': 13, ...style });
    element.textContent = text;
    return element;
  };
  svg.append(
    name,
    make('rect', { width: fullWidth, height: fullHeight, fill: paper }),
    write(title, PADDING, PADDING + 10, { 'font-size': 15, 'font-weight': 600 }),
    write(words('[data-axis="y"]'), PADDING, PADDING + 30, {}),
    inside,
    write(words('[data-axis="x"]'), fullWidth - PADDING, HEAD + height + 16, { 'text-anchor': 'end' }),
    ...names.map((line, i) => write(line, PADDING, HEAD + height + FOOT + 12 + i * LINE, {})),
  );
  return svg;
}

function inlineStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const property of PROPERTIES) {
    const value = style.getPropertyValue(property);
    if (value !== '' && (from.localName === 'text' || !property.startsWith('font'))) to.setAttribute(property, value);
  }
  for (const { name } of [...to.attributes]) if (/^(class|data-|aria-|role)/.test(name)) to.removeAttribute(name);
  for (const [i, child] of [...from.children].entries()) inlineStyles(child, to.children[i] as Element);
}

function make<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (key !== 'xmlns') element.setAttribute(key, String(value));
  return element;
}

export function svgBlob(svg: SVGSVGElement): Blob {
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });
}

/** The same as pixels, at twice its size. Rejects where the browser cannot draw it. */
export async function pngBlob(svg: SVGSVGElement): Promise<Blob> {
  const url = URL.createObjectURL(svgBlob(svg));
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(svg.width.baseVal.value * DENSITY);
    canvas.height = Math.ceil(svg.height.baseVal.value * DENSITY);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
