import { useSyncExternalStore } from 'react';

/** The places of the studio; each has an address of its own (`#/data`, and `#/data/split` for a section of it). */
export const STEPS = ['data', 'model', 'train', 'results', 'export'] as const;
export type Step = (typeof STEPS)[number];
export const PLACES = ['start', ...STEPS, 'chat', 'history', 'privacy', 'help', 'recorded'] as const;
export type Place = (typeof PLACES)[number];

export interface Address {
  readonly place: Place;
  readonly section: string | null;
}

export function placeHref(place: Place, section?: string): string {
  return section === undefined ? `#/${place}` : `#/${place}/${section}`;
}

export function goTo(place: Place): void {
  window.location.hash = placeHref(place);
}

/** `#/data/split` -> data, split; what is no place is the start. A query after `?` belongs to whoever reads it. */
export function parseAddress(hash: string): Address {
  const [place, section] = hash.replace(/^#\/?/, '').replace(/\?.*$/s, '').split('/');
  const found = PLACES.find((name) => name === place);
  return found === undefined ? { place: 'start', section: null } : { place: found, section: section || null };
}

export function useAddress(): Address {
  return parseAddress(useSyncExternalStore(subscribe, () => window.location.hash));
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
