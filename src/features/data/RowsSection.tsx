import { CloseButton } from '@mantine/core';
import { memo } from 'react';
import { text } from '../../app/messages/en.ts';
import { type Condition, parseWhere } from '../../lib/condition.ts';
import { useConfig } from '../../store/config.ts';
import { choose } from '../../store/data.ts';
import { Figures } from '../../ui/Figures.tsx';
import { Section } from '../../ui/Section.tsx';
import type { FileFacts, Preparation } from '../../workers/dataApi.ts';
import { ConditionForm } from './ConditionForm.tsx';
import classes from './Data.module.css';
import { LeftOut } from './LeftOut.tsx';
import { ReadingChoices } from './ReadingChoices.tsx';

/** Which rows: conditions as chips, all of which must hold, and what else is left out. */
export const RowsSection = memo(function RowsSection({ file, preparation }: RowsSectionProps) {
  const where = useConfig((config) => config.where);
  return (
    <Section id="rows" title={text.data.rowsTitle}>
      <ReadingChoices file={file} />
      <ConditionForm
        columns={file.columns}
        onAdd={(condition) => !where.includes(condition) && choose({ where: [...where, condition] })}
      />
      {where.length === 0 ? (
        <p className={classes.quiet}>{text.data.noFilter}</p>
      ) : (
        <ul className={classes.chips}>
          {where.map((condition, i) => (
            <Chip
              key={condition}
              condition={parseWhere(condition)}
              count={preparation?.conditionCounts[i] ?? null}
              total={file.rowCount}
              onRemove={() => choose({ where: where.filter((other) => other !== condition) })}
            />
          ))}
        </ul>
      )}
      {preparation !== null && (
        <>
          <LeftOut leftOut={preparation.leftOut} />
          <Figures
            label={text.data.rowsTitle}
            figures={[
              { label: text.data.matchedLabel, value: text.data.matched(preparation.matched, preparation.rowCount) },
              { label: text.data.examplesLabel, value: preparation.examples.toLocaleString('en-US') },
            ]}
          />
        </>
      )}
    </Section>
  );
});

function Chip({ condition, count, total, onRemove }: ChipProps) {
  const { column, kind } = condition;
  const value = valueOf(condition);
  return (
    <li className={classes.chip}>
      {text.rows.chip(column, kind, value, count, total)}
      <CloseButton
        size="sm"
        aria-label={text.data.removeChip(text.rows.chip(column, kind, value, null, total))}
        onClick={onRemove}
      />
    </li>
  );
}

function valueOf(condition: Condition): string {
  switch (condition.kind) {
    case 'is':
    case 'is-not':
    case 'contains':
      return condition.value;
    case 'one-of':
      return text.rows.anyOf(condition.values);
    case 'at-least':
    case 'at-most':
      return condition.limit.toLocaleString('en-US');
    case 'empty':
    case 'not-empty':
      return '';
  }
}

interface ChipProps {
  readonly condition: Condition;
  readonly count: number | null;
  readonly total: number;
  readonly onRemove: () => void;
}

interface RowsSectionProps {
  readonly file: FileFacts;
  readonly preparation: Preparation | null;
}
