import { CloseButton, Select } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { choose } from '../../store/data.ts';
import { Figures } from '../../ui/Figures.tsx';
import { Section } from '../../ui/Section.tsx';
import type { FileFacts, Preparation } from '../../workers/dataApi.ts';
import classes from './Data.module.css';

/** Which rows: conditions as chips, each a column and one of its values, all of which must hold. */
export function RowsSection({ file, preparation }: RowsSectionProps) {
  const where = useConfig((config) => config.where);
  const [column, setColumn] = useState<string | null>(null);
  const facts = file.columns.find(({ name }) => name === column);
  const leftOut = preparation && text.data.leftOut(preparation.leftOut.duplicates, preparation.leftOut.empty);
  const add = (value: string | null) => {
    if (column === null || value === null) return;
    const condition = `${column}=${value}`;
    if (!where.includes(condition)) choose({ where: [...where, condition] });
    setColumn(null);
  };
  return (
    <Section id="rows" title={text.data.rowsTitle}>
      <fieldset className={classes.plain}>
        <legend className={classes.legend}>{text.data.keepWhere}</legend>
        <div className={classes.condition}>
          <Select
            aria-label={text.data.pickColumn}
            placeholder={text.data.pickColumn}
            data={file.columns.map(({ name }) => name)}
            value={column}
            onChange={setColumn}
          />
          <span className={classes.is}>{text.data.isValue}</span>
          <Select
            key={column}
            aria-label={text.data.pickValue}
            placeholder={column === null ? text.data.pickColumnFirst : text.data.pickValue}
            searchable
            disabled={facts === undefined}
            data={(facts?.values ?? []).map(({ value, count }) => ({
              value,
              label: text.data.valueCount(value, count),
            }))}
            value={null}
            onChange={add}
          />
        </div>
      </fieldset>
      {where.length === 0 ? (
        <p className={classes.quiet}>{text.data.noFilter}</p>
      ) : (
        <ul className={classes.chips}>
          {where.map((condition) => (
            <Condition
              key={condition}
              condition={condition}
              onRemove={() => choose({ where: where.filter((other) => other !== condition) })}
            />
          ))}
        </ul>
      )}
      {preparation !== null && (
        <>
          <Figures
            label={text.data.rowsTitle}
            figures={[
              { label: text.data.matchedLabel, value: text.data.matched(preparation.matched, preparation.rowCount) },
              { label: text.data.examplesLabel, value: preparation.examples.toLocaleString('en-US') },
            ]}
          />
          {leftOut !== null && <p className={classes.quiet}>{leftOut}</p>}
        </>
      )}
    </Section>
  );
}

function Condition({ condition, onRemove }: { readonly condition: string; readonly onRemove: () => void }) {
  const at = condition.indexOf('=');
  const label = text.data.chip(condition.slice(0, at), condition.slice(at + 1));
  return (
    <li className={classes.chip}>
      {label}
      <CloseButton size="sm" aria-label={text.data.removeChip(label)} onClick={onRemove} />
    </li>
  );
}

interface RowsSectionProps {
  readonly file: FileFacts;
  readonly preparation: Preparation | null;
}
