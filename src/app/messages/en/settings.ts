/**
 * The words of a setting by its key in the config table (run/config.ts), where the English ones stand: a language that has its own puts them
 * here.
 */
export const settings: Readonly<Record<string, SettingWords | undefined>> = {};

export interface SettingWords {
  readonly label: string;
  readonly help: string;
  readonly unit?: string;
}
