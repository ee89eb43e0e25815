import { checkSetting, type RunConfig, SETTING_KEYS, type SettingKey, settingOf } from './config.ts';

/** Could hold words of somebody's rows or the names of their columns: never part of a link. */
const ABOUT_ROWS: readonly SettingKey[] = ['where', 'prompt', 'completion', 'stratify'];

export const LINK_KEYS: readonly SettingKey[] = SETTING_KEYS.filter((key) => !ABOUT_ROWS.includes(key));

/** Models that have the same name everywhere; a path of this computer stays here. */
const PUBLIC_MODEL = /^(mini|small|hf:[\w.-]+\/[\w.-]+)$/;

/** The settings that differ from the recipe as `lr=0.002&rank=16`, in the flags and texts of the command line; nothing about rows. */
export function settingsQuery(config: RunConfig): string {
  const query = new URLSearchParams();
  for (const key of LINK_KEYS) {
    const { flag, initial, write } = settingOf(key);
    const written = write(config[key]).join(',');
    if (written === write(initial).join(',')) continue;
    if (key === 'model' && !PUBLIC_MODEL.test(written)) continue;
    query.set(flag, written);
  }
  return query.toString();
}

/** What a link asks for: the settings that are allowed, and what is not, to be named. */
export interface LinkedSettings {
  readonly settings: Partial<RunConfig>;
  readonly refused: readonly { readonly flag: string; readonly value: string; readonly allowed: string | null }[];
}

/** Judges every setting of a link by the table; `allowed: null` for a name that is no setting, or one that links may not carry. */
export function readSettingsQuery(text: string): LinkedSettings {
  const settings: Partial<Record<SettingKey, unknown>> = {};
  const refused: LinkedSettings['refused'][number][] = [];
  for (const [flag, value] of new URLSearchParams(text)) {
    const key = LINK_KEYS.find((candidate) => settingOf(candidate).flag === flag);
    const setting = key && settingOf(key);
    const read = setting && (setting.optional && value === '' ? null : setting.read([value]));
    const fits = setting?.schema.safeParse(read).success === true && (key !== 'model' || PUBLIC_MODEL.test(value));
    if (key && fits) settings[key] = checkSetting(key, read);
    else refused.push({ flag: flag.slice(0, 40), value: value.slice(0, 60), allowed: setting?.allowed ?? null });
  }
  return { settings: settings as Partial<RunConfig>, refused };
}
