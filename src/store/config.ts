import { create } from 'zustand';
import { defaultConfig, type RunConfig } from '../run/config.ts';
import { presetSettings } from '../run/presets.ts';

/** The settings of the next run; always whole and valid, since the form hands over checked values only. */
export const useConfig = create<RunConfig>(() => ({
  ...defaultConfig(),
  ...presetSettings('recipe', { software: false, studio: true }),
}));

export function setConfig(changes: Partial<RunConfig>): void {
  useConfig.setState(changes);
}
