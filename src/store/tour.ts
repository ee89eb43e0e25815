import { create } from 'zustand';

/** The stop at which the tour stands, from 0; null: there is none. */
export const useTour = create<{ readonly stop: number | null }>(() => ({ stop: null }));

export function goToStop(stop: number | null): void {
  useTour.setState({ stop });
}
