import { create } from 'zustand';
import { type RunConfig, type SettingKey, settingOf } from '../run/config.ts';
import { presetSettings } from '../run/presets.ts';
import { LINK_KEYS, type LinkedSettings, readSettingsQuery, settingsQuery } from '../run/settingsLink.ts';
import { setConfig } from './config.ts';
import { presetPlace } from './preset.ts';
import { useDrafts } from './settingInput.ts';

/** What the opened link set and what of it was ignored; null: none was opened. */
export interface OpenedLink {
  readonly set: readonly { readonly label: string; readonly value: string }[];
  readonly refused: LinkedSettings['refused'];
}

export const useOpenedLink = create<{ readonly opened: OpenedLink | null }>(() => ({ opened: null }));

const PARAMETER = 'settings';

/** The address that opens the studio with these settings; no data, no names of columns. */
export function settingsLink(config: RunConfig): string {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}#/model?${new URLSearchParams({ [PARAMETER]: settingsQuery(config) })}`;
}

/**
 * Takes the settings of the address, if it has any: what it does not name gets the recipe's value, except the model. The address then loses
 * them, so that reloading the page does not undo what is changed afterwards.
 */
export function openSettingsLink(): void {
  const { hash } = window.location;
  const at = hash.indexOf('?');
  const query = at < 0 ? null : new URLSearchParams(hash.slice(at + 1)).get(PARAMETER);
  if (query === null) return;
  const { settings, refused } = readSettingsQuery(query);
  useDrafts.setState({}, true);
  setConfig({ ...presetSettings('recipe', presetPlace()), ...settings });
  useOpenedLink.setState({ opened: { set: shownSettings(settings), refused } });
  window.history.replaceState(null, '', hash.slice(0, at));
}

export function closeLinkNotice(): void {
  useOpenedLink.setState({ opened: null });
}

function shownSettings(settings: Partial<RunConfig>): OpenedLink['set'] {
  return LINK_KEYS.filter((key: SettingKey) => settings[key] !== undefined).map((key) => {
    const { label, unit, write } = settingOf(key);
    const value = write(settings[key]).join(',');
    return { label, value: unit === undefined ? value : `${value} ${unit}` };
  });
}
