import { memo } from 'react';
import { text } from '../../app/messages/en.ts';
import { refreshSplit } from '../../store/data.ts';
import { useSettingField } from '../../store/settingInput.ts';
import { Section } from '../../ui/Section.tsx';
import { SettingInput } from '../../ui/SettingInput.tsx';
import { SplitBar } from '../../ui/SplitBar.tsx';
import { Term } from '../../ui/Term.tsx';
import type { FileFacts, Preparation } from '../../workers/dataApi.ts';
import { CopiesBetweenParts } from './CopiesBetweenParts.tsx';
import classes from './Data.module.css';
import { SplitIdentity } from './SplitIdentity.tsx';
import { StratumChoice } from './StratumChoice.tsx';

const PARTS = ['train', 'validation', 'test'] as const;

/** Three parts: their sizes, what keeps them alike, copies between them, and how to take the split along. */
export const SplitSection = memo(function SplitSection({ file, preparation }: SplitSectionProps) {
  return (
    <Section id="split" title={text.data.splitTitle}>
      {preparation !== null && (
        <SplitBar
          label={text.data.splitLabel}
          parts={PARTS.map((key) => ({ key, label: partLabel(key), count: preparation.counts[key] }))}
        />
      )}
      <p className={classes.quiet}>{text.data.splitHelp}</p>
      {preparation?.given && <p className={classes.quiet}>{text.pairs.given}</p>}
      {preparation?.stratum && file.kind === 'table' && (
        <StratumChoice
          columns={file.columns.map(({ name }) => name)}
          stratum={preparation.stratum}
          pooled={preparation.strata.filter(({ pooled }) => pooled).length}
        />
      )}
      {preparation !== null && <CopiesBetweenParts preparation={preparation} />}
      <details className={classes.fold}>
        <summary>{text.data.advanced}</summary>
        <div className={classes.stack}>
          {!preparation?.given && <SplitField name="split" />}
          <SplitField name="limit" />
          {!preparation?.given && <SplitField name="seed" />}
        </div>
      </details>
      {preparation !== null && <SplitIdentity fingerprint={preparation.fingerprint} fileName={file.fileName} />}
    </Section>
  );
});

function partLabel(key: (typeof PARTS)[number]) {
  const label = text.data.parts[key];
  return key === 'test' ? <Term {...text.help.on('testRows')}>{label}</Term> : label;
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
