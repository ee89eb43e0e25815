import { SETTING_KEYS, type SettingKey, settingOf } from '../../run/config.ts';
import type { RunRecord } from '../../run/record.ts';
import { type Block, code, heading, paragraph, type Row, type Text } from '../document.ts';

/** Every setting with the recipe's value beside it; what differs is marked. */
export function settingsSection({ config }: RunRecord): Block[] {
  const rows = SETTING_KEYS.map((key): Row & { readonly differs: boolean } => {
    const setting = settingOf(key);
    const differs = JSON.stringify(config[key]) !== JSON.stringify(setting.initial);
    return {
      differs,
      strong: differs,
      cells: [
        setting.label,
        shown(key, config[key]),
        shown(key, setting.initial),
        setting.unit ?? '',
        differs ? 'differs' : '',
      ],
    };
  });
  const different = rows.filter(({ differs }) => differs).length;
  return [
    heading(2, 'Settings', 'settings'),
    paragraph(
      `The recipe is QLoRA of a small Llama on the symptoms rows of a medical table of questions and answers. ` +
        `${different === 0 ? 'All settings are the recipe’s.' : `${different} of ${rows.length} settings differ from it; they are marked.`}`,
    ),
    {
      kind: 'table',
      caption: 'Settings of this run beside those of the recipe',
      columns: [{ name: 'Setting' }, { name: 'This run' }, { name: 'Recipe' }, { name: 'Unit' }, { name: 'Marked' }],
      rows,
    },
  ];
}

function shown(key: SettingKey, value: unknown): Text {
  const written = settingOf(key).write(value);
  return written.length === 0 ? '–' : written.flatMap((one, i) => (i === 0 ? [code(one)] : [', ', code(one)]));
}
