import { type RunConfig, SETTING_KEYS, type SettingKey, settingOf } from '../../run/config.ts';
import type { RunRecord } from '../../run/record.ts';
import { type Block, code, heading, paragraph, type Row, type Text } from '../document.ts';
import { RECIPE } from '../recipe.ts';

/** Which model and which rows is nothing that the table of settings has the recipe's answer to. */
const ELSEWHERE: Partial<Record<SettingKey, { readonly recipe: Text; readonly same: (config: RunConfig) => boolean }>> =
  {
    model: { recipe: RECIPE.model, same: () => false },
    where: { recipe: 'rows on symptoms', same: ({ where }) => where.join() === 'qtype=symptoms' },
    stratify: { recipe: 'by subtopic', same: ({ stratify }) => stratify !== null },
  };

/** Every setting with the recipe's value beside it; what differs is marked. */
export function settingsSection({ config }: RunRecord): Block[] {
  const rows = SETTING_KEYS.map((key): Row => {
    const setting = settingOf(key);
    const special = ELSEWHERE[key];
    const same = special?.same(config) ?? JSON.stringify(config[key]) === JSON.stringify(setting.initial);
    return {
      strong: !same,
      cells: [
        setting.label,
        shown(key, config[key]),
        special?.recipe ?? shown(key, setting.initial),
        setting.unit ?? '',
        same ? '' : 'differs',
      ],
    };
  });
  const different = rows.filter(({ strong }) => strong).length;
  return [
    heading(2, 'Settings', 'settings'),
    paragraph(
      'The recipe is QLoRA of a small Llama on the symptoms rows of a medical table of questions and answers. ' +
        `${different} of ${rows.length} settings differ from it; they are marked.`,
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
