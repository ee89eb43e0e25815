/** The `d` of a line through the points, to a tenth of a pixel; interrupted where a place is no number. */
export function linePath<T>(points: readonly T[], x: (point: T) => number, y: (point: T) => number): string {
  let path = '';
  let pen = 'M';
  for (const point of points) {
    const [left, top] = [x(point), y(point)];
    if (Number.isFinite(left) && Number.isFinite(top)) {
      path += `${pen}${left.toFixed(1)},${top.toFixed(1)}`;
      pen = 'L';
    } else pen = 'M';
  }
  return path;
}

/** Moves labels that would overlap apart, keeping their order: `gap` pixels from one to the next, none below `bottom`. */
export function spreadLabels<T extends { readonly y: number }>(labels: readonly T[], gap: number, bottom: number): T[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y).map((label) => ({ ...label }));
  for (let i = 1; i < sorted.length; i++) {
    const above = sorted[i - 1] as T;
    const label = sorted[i] as T;
    if (label.y - above.y < gap) sorted[i] = { ...label, y: above.y + gap };
  }
  let limit = bottom;
  for (let i = sorted.length - 1; i >= 0; i--) {
    const label = sorted[i] as T;
    if (label.y > limit) sorted[i] = { ...label, y: limit };
    limit = (sorted[i] as T).y - gap;
  }
  return sorted;
}
