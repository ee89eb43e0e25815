import { create } from 'zustand';
import type { RunConfig } from '../run/config.ts';
import { PRESET_KEYS, type PresetName, presetOf, presetSettings } from '../run/presets.ts';
import { setConfig, useConfig } from './config.ts';
import { useGpu } from './gpu.ts';
import { useDrafts } from './settingInput.ts';

/** `custom`: settings that were changed by hand, kept while a preset is looked at. */
const useOwn = create<{ readonly custom: Partial<RunConfig> | null; readonly asCustom: boolean }>(() => ({
  custom: null,
  asCustom: false,
}));

/** The preset that the settings are; `custom` also where it was chosen and nothing has been changed yet. */
export function usePreset(): PresetName | 'custom' {
  const config = useConfig();
  const software = useGpu((gpu) => gpu.kind === 'software');
  const asCustom = useOwn((own) => own.asCustom);
  return asCustom ? 'custom' : presetOf(config, { software, studio: true });
}

/** Takes over a preset's settings, or brings back those that were changed by hand before it. */
export function choosePreset(name: PresetName | 'custom'): void {
  const place = presetPlace();
  const config = useConfig.getState();
  const { custom } = useOwn.getState();
  useDrafts.setState({}, true);
  if (name === 'custom') {
    if (custom !== null) setConfig(custom);
    useOwn.setState({ asCustom: true });
    return;
  }
  const own = Object.fromEntries(PRESET_KEYS.map((key) => [key, config[key]]));
  useOwn.setState({ asCustom: false, ...(presetOf(config, place) === 'custom' && { custom: own }) });
  setConfig(presetSettings(name, place));
}

export function presetPlace() {
  return { software: useGpu.getState().kind === 'software', studio: true };
}
