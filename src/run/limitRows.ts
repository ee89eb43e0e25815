import { PART_NAMES, type PartName } from '../data/split.ts';

/** At most `limit` items of each part; null: all. */
export function limitParts<T>(
  parts: Readonly<Record<PartName, readonly T[]>>,
  limit: number | null,
): Readonly<Record<PartName, readonly T[]>> {
  const limited = PART_NAMES.map((name) => [name, limit === null ? parts[name] : spread(parts[name], limit)]);
  return Object.fromEntries(limited) as Record<PartName, readonly T[]>;
}

/** `limit` of the items in equal steps over all of them: files are often sorted, so their beginning is no sample. */
export function spread<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, i) => items[Math.floor((i * items.length) / limit)] as T);
}
