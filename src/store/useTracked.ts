import { useEffect } from 'react';
import { trackUntil } from './activity.ts';

/** While the component is on the page, something is under way: for what stands in for a part that is being loaded. */
export function useTracked(): void {
  useEffect(() => trackUntil(), []);
}
