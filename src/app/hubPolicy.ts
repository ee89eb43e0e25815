import { connectSources, type HubPlace } from '../store/hubPlace.ts';

/**
 * Holds the page to its own address and to one Hub. The policy that the build wrote into the page allows any https address, since it cannot
 * know the Hub; policies only ever add up, so from here on nothing can be asked of anybody else, and nothing can undo it.
 */
export function holdToHub(page: Document, place: HubPlace): void {
  const policy = page.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src ${connectSources(place).join(' ')}`;
  page.head.append(policy);
}
