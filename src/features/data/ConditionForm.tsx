import { Button, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { type Condition, conditionText } from '../../lib/condition.ts';
import type { ColumnFacts } from '../../workers/dataApi.ts';
import classes from './Data.module.css';

type Kind = Condition['kind'];

/** A new condition: a column, how it is compared, and with what. */
export function ConditionForm({ columns, onAdd }: ConditionFormProps) {
  const [column, setColumn] = useState<string | null>(null);
  const [kind, setKind] = useState<Kind>('is');
  const [values, setValues] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState<string | number>('');
  const facts = columns.find(({ name }) => name === column);
  const choose = (name: string | null) => {
    setColumn(name);
    setValues([]);
    setTyped('');
    // A text of its own in every row is looked into, not picked.
    setKind(columns.find((one) => one.name === name)?.distinct === null ? 'contains' : 'is');
  };
  const add = (condition: Condition | null) => {
    if (condition === null) return;
    onAdd(conditionText(condition));
    choose(null);
  };
  const options = (facts?.values ?? []).map(({ value, count }) => ({
    value,
    label: text.data.valueCount(value, count),
  }));
  const condition = column === null ? null : conditionOf(column, kind, values, typed);
  return (
    <fieldset className={classes.plain}>
      <legend className={classes.legend}>{text.data.keepWhere}</legend>
      <form
        className={classes.condition}
        onSubmit={(event) => {
          event.preventDefault();
          add(condition);
        }}
      >
        <Select
          aria-label={text.data.pickColumn}
          placeholder={text.data.pickColumn}
          data={columns.map(({ name }) => name)}
          value={column}
          onChange={choose}
        />
        <Select
          aria-label={text.rows.operatorLabel}
          data={Object.entries(text.rows.operators).map(([value, label]) => ({ value, label }))}
          value={kind}
          allowDeselect={false}
          onChange={(value) => {
            setKind(value as Kind);
            setValues([]);
            setTyped('');
          }}
        />
        {(kind === 'is' || kind === 'is-not') && options.length > 0 && (
          <Select
            key={column}
            aria-label={text.data.pickValue}
            placeholder={text.data.pickValue}
            searchable
            data={options}
            value={null}
            onChange={(value) => add(column === null || value === null ? null : conditionOf(column, kind, [value], ''))}
          />
        )}
        {(kind === 'is' || kind === 'is-not') && options.length === 0 && (
          <TextInput
            aria-label={text.rows.valueLabel}
            placeholder={column === null ? text.data.pickColumnFirst : text.rows.valueLabel}
            disabled={column === null}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {kind === 'one-of' && (
          <MultiSelect
            aria-label={text.rows.valuesLabel}
            placeholder={text.rows.valuesLabel}
            searchable
            disabled={column === null}
            data={options.filter(({ value }) => value !== '')}
            value={[...values]}
            onChange={setValues}
          />
        )}
        {kind === 'contains' && (
          <TextInput
            aria-label={text.rows.textLabel}
            placeholder={text.rows.textLabel}
            disabled={column === null}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {(kind === 'at-least' || kind === 'at-most') && (
          <NumberInput
            aria-label={text.rows.numberLabel}
            placeholder={text.rows.numberLabel}
            disabled={column === null}
            value={typed}
            onChange={setTyped}
          />
        )}
        {!(options.length > 0 && (kind === 'is' || kind === 'is-not')) && (
          <Button type="submit" variant="default" disabled={condition === null}>
            {text.rows.add}
          </Button>
        )}
      </form>
    </fieldset>
  );
}

function conditionOf(column: string, kind: Kind, values: readonly string[], typed: string | number): Condition | null {
  const value = (values[0] ?? String(typed)).trim();
  switch (kind) {
    case 'is':
    case 'is-not':
      if (value === '') return { column, kind: kind === 'is' ? 'empty' : 'not-empty' };
      return { column, kind, value };
    case 'contains':
      return value === '' ? null : { column, kind, value };
    case 'one-of':
      return values.length === 0
        ? null
        : values.length === 1
          ? { column, kind: 'is', value }
          : { column, kind, values };
    case 'at-least':
    case 'at-most':
      return typed === '' || !Number.isFinite(Number(typed)) ? null : { column, kind, limit: Number(typed) };
    case 'empty':
    case 'not-empty':
      return { column, kind };
  }
}

interface ConditionFormProps {
  readonly columns: readonly ColumnFacts[];
  readonly onAdd: (where: string) => void;
}
