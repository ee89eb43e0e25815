import { text } from '../../app/messages/en.ts';
import { SETTING_KEYS, type SettingKey, settingOf } from '../../run/config.ts';
import { useSettingField } from '../../store/settingInput.ts';
import { SHAPE_KEYS, useStartAdapter } from '../../store/startAdapter.ts';
import { Section } from '../../ui/Section.tsx';
import { SettingInput } from '../../ui/SettingInput.tsx';
import classes from './Model.module.css';

/** What most people change; everything else is one fold away. */
const FIRST: readonly SettingKey[] = [
  'epochs',
  'learningRate',
  'batchSize',
  'gradientAccumulation',
  'maxLength',
  'maxSteps',
];
/** Chosen elsewhere: the model above, the rows in Data; and precision, which `auto` decides. */
const ELSEWHERE: readonly SettingKey[] = [
  'precision',
  'model',
  'where',
  'delimiter',
  'encoding',
  'badRows',
  'keepEmpty',
  'keepDuplicates',
  'keepNearDuplicates',
  'prompt',
  'completion',
  'stratify',
  'split',
  'keepTogether',
  'limit',
];
/** Fields whose labels are words of the field. */
const TERMS: Partial<Record<SettingKey, keyof typeof text.help.what>> = {
  epochs: 'epoch',
  batchSize: 'batch',
  learningRate: 'learningRate',
};
const SHAPE: readonly SettingKey[] = SHAPE_KEYS;
const GROUPS = ['training', 'adapter', 'model', 'engine', 'report'] as const;

export function SettingFields() {
  const locked = useStartAdapter((state) => state.kind === 'open');
  return (
    <Section id="settings" title={text.model.settingsTitle}>
      <div className={classes.fields}>
        {FIRST.map((key) => (
          <Field key={key} name={key} />
        ))}
      </div>
      <details className={classes.fold}>
        <summary>{text.model.advanced}</summary>
        {GROUPS.map((group) => (
          <fieldset key={group} className={classes.group}>
            <legend className={classes.legend}>{text.model.groups[group]}</legend>
            {locked && group === 'adapter' && <p className={classes.quiet}>{text.startAdapter.locked}</p>}
            <div className={classes.fields}>
              {keysOf(group)
                .filter((key) => !(locked && SHAPE.includes(key)))
                .map((key) => (
                  <Field key={key} name={key} />
                ))}
            </div>
          </fieldset>
        ))}
      </details>
    </Section>
  );
}

function keysOf(group: (typeof GROUPS)[number]): SettingKey[] {
  return SETTING_KEYS.filter(
    (key) => settingOf(key).group === group && !FIRST.includes(key) && !ELSEWHERE.includes(key),
  );
}

function Field({ name }: { readonly name: SettingKey }) {
  const field = useSettingField(name);
  const word = TERMS[name];
  const term = word && { ...text.help.on(word), question: text.help.what[word] };
  const setting = { ...field.setting, ...text.settings[name] };
  return <SettingInput {...field} setting={setting} labels={text.model} term={term} />;
}
