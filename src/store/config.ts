import { create } from 'zustand';
import { defaultConfig, type RunConfig } from '../run/config.ts';

/**
 * The settings of the next run; always whole and valid, since the form hands over checked values only. They start from the recipe, but
 * that a run ends when validation has stopped improving: here somebody waits for it.
 */
export const useConfig = create<RunConfig>(() => ({ ...defaultConfig(), earlyStopping: true }));

export function setConfig(changes: Partial<RunConfig>): void {
  useConfig.setState(changes);
}
