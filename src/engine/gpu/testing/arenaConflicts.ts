import type { ArenaLayout } from '../arena.ts';
import type { BufferRef } from '../buffers.ts';
import type { Plan } from '../plan.ts';

/** Every rule that a layout breaks, in words, found by looking at each dispatch and each pair of buffers. */
export function conflictsOf(plan: Plan, { slabBytes, placements }: ArenaLayout): string[] {
  const conflicts: string[] = [];
  const lives = new Map<BufferRef, { first: number; last: number }>();
  plan.dispatches.forEach(({ kernel, buffers }, at) => {
    const slabs = { read: new Set<number>(), write: new Set<number>() };
    buffers.forEach(({ buffer }, i) => {
      if (buffer.lifetime === 'persistent') return;
      lives.set(buffer, { first: lives.get(buffer)?.first ?? at, last: at });
      const place = placements.get(buffer);
      if (place === undefined) conflicts.push(`${buffer.name} has no place`);
      else slabs[kernel.definition.access[i]].add(place.slab);
    });
    for (const slab of slabs.read) {
      if (slabs.write.has(slab)) conflicts.push(`dispatch ${at} reads and writes slab ${slab}`);
    }
  });
  if (placements.size !== lives.size) conflicts.push(`${placements.size} places for ${lives.size} buffers`);
  const all = [...lives];
  all.forEach(([a, lifeA], i) => {
    const placeA = placements.get(a);
    if (placeA === undefined) return;
    const endA = placeA.offsetBytes + a.sizeBytes;
    if (placeA.offsetBytes % 256 !== 0) conflicts.push(`${a.name} begins at ${placeA.offsetBytes}`);
    if (endA > slabBytes[placeA.slab]) conflicts.push(`${a.name} ends at ${endA} of ${slabBytes[placeA.slab]}`);
    for (const [b, lifeB] of all.slice(i + 1)) {
      const placeB = placements.get(b);
      if (placeB === undefined || placeB.slab !== placeA.slab) continue;
      const alive = lifeA.first <= lifeB.last && lifeB.first <= lifeA.last;
      const overlap = placeA.offsetBytes < placeB.offsetBytes + b.sizeBytes && placeB.offsetBytes < endA;
      if (alive && overlap) conflicts.push(`${a.name} and ${b.name} overlap`);
    }
  });
  return conflicts;
}
