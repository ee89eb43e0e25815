import type { SettingKey } from '../run/config.ts';
import { SETTING_KEYS, type SETTINGS, settingOf } from '../run/config.ts';
import { SAMPLING_SETTINGS, type SamplingKey } from '../run/samplingSettings.ts';
import { formatSetting } from '../run/setting.ts';

/** One flag of a command. `value` flags may be given once, `values` several times, `switch` ones take no value. */
export interface Option {
  readonly flag: string;
  readonly kind: 'value' | 'values' | 'switch';
  /** What stands for the value in the help: FILE, DIR, N. */
  readonly value?: string;
  readonly help: string;
  /** Heading in the help. */
  readonly section: string;
}

/** The flag of a setting, with range and default of the table in its help. */
function settingOption(key: SettingKey): Option {
  const setting = settingOf(key);
  const initial = setting.write(setting.initial);
  const notes = [
    ...(setting.range === null ? [] : [`${formatSetting(setting.range.min)} to ${formatSetting(setting.range.max)}`]),
    ...(setting.choices === null ? [] : [setting.choices.join('|')]),
    ...(setting.unit === undefined ? [] : [setting.unit]),
    ...(initial.length === 0 ? [] : [`default ${initial.join(' ')}`]),
  ];
  return {
    flag: setting.flag,
    kind: setting.kind === 'texts' ? 'values' : 'value',
    value: setting.placeholder ?? VALUE_NAMES[setting.kind],
    help: notes.length === 0 ? setting.help : `${setting.help} [${notes.join('; ')}]`,
    section: GROUP_TITLES[setting.group],
  };
}

/** The flags of how answers are drawn. */
export function samplingOptions(section: string): Option[] {
  return (Object.keys(SAMPLING_SETTINGS) as SamplingKey[]).map((key) => {
    const { flag, help, range, initial } = SAMPLING_SETTINGS[key];
    const notes = `${formatSetting(range?.min ?? 0)} to ${formatSetting(range?.max ?? 0)}; default ${initial}`;
    return { flag, kind: 'value', value: 'X', section, help: `${help} [${notes}]` };
  });
}

export function settingOptions(keys: readonly SettingKey[] = SETTING_KEYS): Option[] {
  return keys.map(settingOption);
}

export const DEVICE_OPTION: Option = {
  flag: 'device',
  kind: 'value',
  value: 'auto|software|NAME',
  section: 'General',
  help: 'The GPU: the first one found (auto), SwiftShader on the CPU (software), or one named by "tabtune devices".',
};
export const HELP_OPTION: Option = { flag: 'help', kind: 'switch', section: 'General', help: 'Show this text.' };
export const JSON_OPTION: Option = {
  flag: 'json',
  kind: 'switch',
  section: 'General',
  help: 'Print JSON lines on stdout.',
};

const VALUE_NAMES = {
  integer: 'N',
  number: 'X',
  text: 'TEXT',
  texts: 'TEXT',
  choice: 'NAME',
  choices: 'NAMES',
  switch: 'on|off',
  percentages: 'A,B,C',
} as const;

const GROUP_TITLES: Readonly<Record<(typeof SETTINGS)[SettingKey]['group'], string>> = {
  model: 'Model',
  data: 'Rows',
  adapter: 'Adapter',
  training: 'Training',
  engine: 'Engine',
  report: 'Progress and results',
};
