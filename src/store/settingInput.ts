import { create } from 'zustand';
import { checkSetting, type RunConfig, type SettingKey, settingOf } from '../run/config.ts';
import { setConfig, useConfig } from './config.ts';

/** What a field shows while it is typed in: `1.` is no setting yet, and must not turn into `1` under the cursor. */
interface Draft {
  readonly typed: string;
  readonly allowed: boolean;
}

export const useDrafts = create<Partial<Record<SettingKey, Draft>>>(() => ({}));

/** True while a field holds something that is not allowed. */
export function useHasBadField(): boolean {
  return useDrafts((drafts) => Object.values(drafts).some((draft) => draft?.allowed === false));
}

/** Takes a value if it is allowed; else the setting stays as it was. */
export function changeSetting(key: SettingKey, typed: string): void {
  const setting = settingOf(key);
  const value = setting.optional && typed.trim() === '' ? null : setting.read([typed]);
  const allowed = setting.schema.safeParse(value).success;
  useDrafts.setState({ [key]: { typed, allowed } });
  if (allowed) setConfig({ [key]: checkSetting(key, value) } as Partial<RunConfig>);
}

/** After typing: an allowed value is shown as the command line would write it. */
export function leaveSetting(key: SettingKey): void {
  if (useDrafts.getState()[key]?.allowed) useDrafts.setState({ [key]: undefined });
}

/** A setting as a field shows it: the text in it, the error under it, the recipe's text beside it. */
export function useSettingField(key: SettingKey) {
  const setting = settingOf(key);
  const value = useConfig((config) => config[key]);
  const draft = useDrafts((drafts) => drafts[key]);
  const written = setting.write(value).join(',');
  return {
    setting,
    value: draft?.typed ?? written,
    changed: written !== setting.write(setting.initial).join(','),
    error: draft?.allowed === false ? `${capital(setting.allowed)}${setting.optional ? ', or nothing' : ''}.` : null,
    recipe: setting.write(setting.initial).join(','),
    onChange: (typed: string) => changeSetting(key, typed),
    onLeave: () => leaveSetting(key),
  };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
