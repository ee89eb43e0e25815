import { useTracked } from '../store/useTracked.ts';
import { text } from './messages/en.ts';

/** Stands in for a place whose code is on its way. */
export function Loading() {
  useTracked();
  return <p>{text.app.loading}</p>;
}
