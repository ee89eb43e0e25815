import { create } from 'zustand';
import { messageOf } from '../lib/errors.ts';
import { checkSetting, type RunConfig, type SettingKey, settingOf } from '../run/config.ts';
import { setConfig, useConfig } from './config.ts';

/** What was typed into a field and is not (yet) an allowed value, with the reason. */
interface Draft {
  readonly typed: string;
  readonly error: string;
}

export const useDrafts = create<Partial<Record<SettingKey, Draft>>>(() => ({}));

/** True while a field holds something that is not allowed. */
export function useHasBadField(): boolean {
  return useDrafts((drafts) => Object.values(drafts).some((draft) => draft !== undefined));
}

/** Takes a value if it is allowed; else keeps what was typed beside the reason, and the setting as it was. */
export function changeSetting(key: SettingKey, typed: string): void {
  const setting = settingOf(key);
  const open = setting.optional && typed.trim() === '';
  try {
    const value = checkSetting(key, open ? null : setting.read([typed]));
    setConfig({ [key]: value } as Partial<RunConfig>);
    useDrafts.setState({ [key]: undefined });
  } catch (error) {
    useDrafts.setState({ [key]: { typed, error: messageOf(error) } });
  }
}

/** A setting as a field shows it: the text in it, the error under it, the recipe's text beside it. */
export function useSettingField(key: SettingKey) {
  const setting = settingOf(key);
  const value = useConfig((config) => config[key]);
  const draft = useDrafts((drafts) => drafts[key]);
  const error = draft === undefined ? null : `${capital(setting.allowed)}${setting.optional ? ', or nothing' : ''}.`;
  return {
    setting,
    value: draft?.typed ?? setting.write(value).join(','),
    error,
    recipe: setting.write(setting.initial).join(','),
    onChange: (typed: string) => changeSetting(key, typed),
  };
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
