import lanes1Source from '../../../shaders/lib/lanes1.wgsl?raw';
import lanes4Source from '../../../shaders/lib/lanes4.wgsl?raw';
import type { KernelDefinition } from '../gpu/kernel.ts';

/** The definition with the library that says how many neighbouring numbers it takes at a time: 4 where rows of `width` consist of whole fours. */
export function withLanes(definition: KernelDefinition, width: number): KernelDefinition {
  if (width % 4 === 0) return { ...definition, libs: [lanes4Source, ...definition.libs] };
  return { ...definition, name: `${definition.name}.odd`, libs: [lanes1Source, ...definition.libs] };
}

/** Numbers that a kernel of `withLanes` takes at a time. */
export function laneOf(width: number): number {
  return width % 4 === 0 ? 4 : 1;
}
