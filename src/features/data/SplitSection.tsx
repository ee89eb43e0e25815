import { Select } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { choose, refreshSplit } from '../../store/data.ts';
import { useSettingField } from '../../store/settingInput.ts';
import { Section } from '../../ui/Section.tsx';
import { SettingInput } from '../../ui/SettingInput.tsx';
import { SplitBar } from '../../ui/SplitBar.tsx';
import type { FileFacts, Preparation } from '../../workers/dataApi.ts';
import classes from './Data.module.css';

/** Three parts, their sizes, and what keeps them alike. */
export function SplitSection({ file, preparation }: SplitSectionProps) {
  const stratify = useConfig((config) => config.stratify);
  return (
    <Section id="split" title={text.data.splitTitle}>
      {preparation !== null && (
        <SplitBar
          label={text.data.splitLabel}
          parts={(['train', 'validation', 'test'] as const).map((key) => ({
            key,
            label: text.data.parts[key],
            count: preparation.counts[key],
          }))}
        />
      )}
      <p className={classes.quiet}>{text.data.splitHelp}</p>
      {file.kind === 'table' && (
        <Select
          label={text.data.stratify}
          placeholder={text.data.stratifyNone}
          clearable
          data={file.columns.map(({ name }) => name)}
          value={stratify}
          onChange={(column) => choose({ stratify: column })}
        />
      )}
      {preparation !== null && stratify !== null && (
        <p className={classes.quiet}>
          {text.data.strata(
            stratify,
            preparation.strata.filter(({ pooled }) => !pooled).length,
            preparation.strata.filter(({ pooled }) => pooled).length,
          )}
        </p>
      )}
      <details className={classes.fold}>
        <summary>{text.data.advanced}</summary>
        <div className={classes.stack}>
          <SplitField name="split" />
          <SplitField name="limit" />
          <SplitField name="seed" />
          {preparation !== null && <p className={classes.quiet}>{text.data.fingerprint(preparation.fingerprint)}</p>}
        </div>
      </details>
    </Section>
  );
}

function SplitField({ name }: { readonly name: 'split' | 'limit' | 'seed' }) {
  const field = useSettingField(name);
  return (
    <SettingInput
      {...field}
      labels={text.model}
      onChange={(typed) => {
        field.onChange(typed);
        refreshSplit();
      }}
    />
  );
}

interface SplitSectionProps {
  readonly file: FileFacts;
  readonly preparation: Preparation | null;
}
