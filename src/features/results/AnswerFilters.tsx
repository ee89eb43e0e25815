import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { lengthBins } from '../../lib/chart/lengthBins.ts';
import type { JudgedClass } from '../../run/events.ts';
import type { Counts } from './ClassCounts.tsx';
import type { JudgedRow } from './judgedRows.ts';
import type { RowFilter, RowOrder } from './listRows.ts';
import classes from './Results.module.css';

const CLASSES = ['matches', 'vague', 'wrong'] as const;
const LOSSES: readonly RowFilter['loss'][] = ['any', 'better', 'worse', 'high'];
const ORDERS: readonly RowOrder[] = ['row', 'lossHigh', 'worse', 'long', 'short'];

/** Which answers are listed, in which order, and whether differences are marked. */
export function AnswerFilters({ rows, counts, view, onChange }: AnswerFiltersProps) {
  const words = text.answers;
  const subtopics = [...new Set(rows.flatMap(({ prediction }) => prediction.stratum ?? []))].sort();
  const lengths = rows.map(({ prediction }) => prediction.tuned.tokens);
  const bins = lengthBins(lengths, Math.max(...lengths)).filter(({ count }) => count > 0);
  const { filter, order, marking } = view;
  const change = (news: Partial<RowFilter>) => onChange({ ...view, filter: { ...filter, ...news } });
  const lengthOf = (low: string) => bins.find((bin) => String(bin.low) === low) ?? null;
  return (
    <div className={classes.filters}>
      <SegmentedControl
        aria-label={text.results.filter}
        className={classes.filter}
        size="xs"
        transitionDuration={0}
        value={filter.shown}
        onChange={(value) => change({ shown: value as JudgedClass | 'all' })}
        data={[
          { value: 'all', label: text.results.all(rows.length) },
          ...CLASSES.map((name) => ({
            value: name,
            label: text.results.filtered(text.results.classes[name].name, counts[name]),
          })),
        ]}
      />
      <div className={classes.selects}>
        {subtopics.length > 1 && (
          <NativeSelect
            size="xs"
            label={words.subtopic}
            value={filter.subtopic ?? ''}
            onChange={({ currentTarget }) => change({ subtopic: currentTarget.value || null })}
            data={[{ value: '', label: words.anySubtopic }, ...subtopics]}
          />
        )}
        <NativeSelect
          size="xs"
          label={words.length}
          value={filter.length === null ? '' : String(filter.length.low)}
          onChange={({ currentTarget }) => change({ length: lengthOf(currentTarget.value) })}
          data={[
            { value: '', label: words.anyLength },
            ...bins.map(({ low, high }) => ({ value: String(low), label: text.results.lengthRange(low, high - 1) })),
          ]}
        />
        <NativeSelect
          size="xs"
          label={words.loss}
          value={filter.loss}
          onChange={({ currentTarget }) => change({ loss: currentTarget.value as RowFilter['loss'] })}
          data={LOSSES.map((name) => ({ value: name, label: words.losses[name] }))}
        />
        <NativeSelect
          size="xs"
          label={words.checkedBy}
          value={filter.checked}
          onChange={({ currentTarget }) => change({ checked: currentTarget.value as RowFilter['checked'] })}
          data={[
            { value: 'any', label: words.anyChecked },
            { value: 'yes', label: words.isChecked },
            { value: 'no', label: words.notChecked },
          ]}
        />
        <NativeSelect
          size="xs"
          label={words.sort}
          value={order}
          onChange={({ currentTarget }) => onChange({ ...view, order: currentTarget.value as RowOrder })}
          data={ORDERS.map((name) => ({ value: name, label: words.sorts[name] }))}
        />
        <Switch
          label={words.markDifferences}
          checked={marking}
          onChange={({ currentTarget }) => onChange({ ...view, marking: currentTarget.checked })}
        />
      </div>
    </div>
  );
}

/** How the list is looked at. */
export interface ListView {
  readonly filter: RowFilter;
  readonly order: RowOrder;
  readonly marking: boolean;
}

interface AnswerFiltersProps {
  readonly rows: readonly JudgedRow[];
  readonly counts: Counts;
  readonly view: ListView;
  readonly onChange: (view: ListView) => void;
}
