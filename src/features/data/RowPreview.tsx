import { SegmentedControl } from '@mantine/core';
import { memo } from 'react';
import { text } from '../../app/messages/en.ts';
import { showRowAs, usePickedRow } from '../../store/pickedRow.ts';
import { ExamplePreview } from '../../ui/ExamplePreview.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { PickedRow } from '../../workers/dataApi.ts';
import { RowPicker } from './RowPicker.tsx';
import classes from './RowPreview.module.css';
import { RowTokenText } from './RowTokenText.tsx';

const words = text.pairs.row;

/** One real row as the model meets it, as text or token by token. */
export const RowPreview = memo(function RowPreview() {
  const { row, failure, tokens, shows } = usePickedRow();
  return (
    <section className={classes.preview} aria-labelledby="row">
      <div className={classes.header}>
        <h2 id="row" className={classes.title}>
          {words.title}
        </h2>
        <SegmentedControl
          aria-label={words.shownAs}
          size="xs"
          data={[
            { value: 'text', label: words.asText },
            { value: 'tokens', label: words.asTokens },
          ]}
          value={shows}
          onChange={(chosen) => showRowAs(chosen === 'tokens' ? 'tokens' : 'text')}
        />
      </div>
      {row === null ? (
        <p className={classes.quiet}>{failure?.message ?? words.none}</p>
      ) : (
        <>
          <RowPicker row={row} />
          {row.instead !== null && (
            <Notice tone="info">{words.instead(row.instead.number, row.row)[row.instead.reason]}</Notice>
          )}
          {failure !== null && <Notice tone="warning">{failure.message}</Notice>}
          <p className={classes.quiet}>{place(row)}</p>
          {shows === 'text' ? <RowText row={row} /> : <RowTokenText tokens={tokens} />}
        </>
      )}
    </section>
  );
});

function RowText({ row }: { readonly row: PickedRow }) {
  return (
    <ExamplePreview
      prompt={row.prompt}
      completion={row.completion}
      labels={{
        prompt: `${text.data.rowNumber(row.row)} · ${text.data.promptTag}`,
        answer: text.data.answerTag,
        end: text.data.endMark,
        caption: words.caption,
      }}
    />
  );
}

function place({ position, count, part }: PickedRow): string {
  return `${words.place(position, count)}, ${part === null ? words.inNoPart : words.inPart(text.data.parts[part])}`;
}
