import { Button, Checkbox, FileButton, Table, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatNumber } from '../../lib/format.ts';
import type { PredictionRecord } from '../../run/events.ts';
import { writeKeyFile } from '../../run/review/keyFile.ts';
import { type ReviewFormat, writeReviewFile } from '../../run/review/reviewFile.ts';
import { reviewItems, runMark } from '../../run/review/reviewItems.ts';
import type { RunReview } from '../../run/review/reviewRecord.ts';
import { type ReviewReading, readReviews } from '../../store/reviewFiles.ts';
import { removeSheet, undoReview } from '../../store/reviews.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { saveBlob } from '../../ui/saveBlob.ts';
import { Agreement } from './Agreement.tsx';
import { BlindJudging } from './BlindJudging.tsx';
import classes from './Results.module.css';

/** Evaluation by people: a file for reviewers, blind judging here, files that came back, and how far all agree. */
export function People({ id, predictions, review }: PeopleProps) {
  const words = text.people;
  const { seed, sheets } = review;
  const items = useMemo(() => reviewItems(predictions, seed), [predictions, seed]);
  const [reviewer, setReviewer] = useState('');
  const [judging, setJudging] = useState(false);
  const name = reviewer.trim();
  const own = sheets.find((sheet) => sheet.reviewer === name)?.verdicts.length ?? 0;
  if (judging) {
    return (
      <Section id="people" title={words.title}>
        <BlindJudging id={id} reviewer={name} items={items} review={review} onLeave={() => setJudging(false)} />
      </Section>
    );
  }
  return (
    <Section id="people" title={words.title}>
      <p className={classes.lead}>{words.intro}</p>
      <div className={classes.peopleParts}>
        <Take items={items} run={runMark(predictions)} seed={seed} />
        <form
          className={classes.peoplePart}
          onSubmit={(event) => {
            event.preventDefault();
            if (name !== '') setJudging(true);
          }}
        >
          <h3 className={classes.smallTitle}>{words.hereHead}</h3>
          <TextInput
            size="sm"
            label={words.reviewer}
            value={reviewer}
            maxLength={60}
            onChange={({ currentTarget }) => setReviewer(currentTarget.value)}
          />
          <div>
            <Button type="submit" variant="default" disabled={name === ''}>
              {own === 0 ? words.begin : own < items.length ? words.goOn(own, items.length) : words.look}
            </Button>
          </div>
        </form>
        <Back id={id} predictions={predictions} seed={seed} />
      </div>
      {sheets.length > 0 && <Sheets id={id} review={review} total={items.length} />}
      <Agreement predictions={predictions} review={review} />
    </Section>
  );
}

function Take({ items, run, seed }: TakeProps) {
  const words = text.people;
  const [blind, setBlind] = useState(true);
  const save = (format: ReviewFormat) => {
    const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
    saveBlob(new Blob([writeReviewFile(items, { run, format, blind })], { type }), `tabtune-review-${run}.${format}`);
  };
  const saveKey = () => {
    saveBlob(new Blob([writeKeyFile(items, { run, seed })], { type: 'application/json' }), `tabtune-key-${run}.json`);
  };
  return (
    <div className={classes.peoplePart}>
      <h3 className={classes.smallTitle}>{words.takeHead}</h3>
      <p className={classes.quiet}>{words.takeIntro(items.length)}</p>
      <Checkbox label={words.hide} checked={blind} onChange={({ currentTarget }) => setBlind(currentTarget.checked)} />
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => save('csv')}>
          {words.csv}
        </Button>
        <Button variant="default" onClick={() => save('jsonl')}>
          {words.jsonl}
        </Button>
        <Button variant="default" onClick={saveKey}>
          {words.key}
        </Button>
      </div>
      <p className={classes.quiet}>{words.keyHint}</p>
    </div>
  );
}

/** Files that came back from reviewers. */
function Back({ id, predictions, seed }: BackProps) {
  const words = text.people;
  const [read, setRead] = useState<readonly ReviewReading[]>([]);
  return (
    <div className={classes.peoplePart}>
      <h3 className={classes.smallTitle}>{words.givesBack}</h3>
      <div>
        <FileButton
          multiple
          accept=".csv,.jsonl,.txt,text/csv"
          onChange={(files) => void readReviews(id, files, predictions, seed).then(setRead)}
        >
          {(props) => (
            <Button variant="default" {...props}>
              {words.open}
            </Button>
          )}
        </FileButton>
      </div>
      <div aria-live="polite" className={classes.peoplePart}>
        {read.map((one) =>
          one.kind === 'failed' ? (
            <Notice key={one.fileName} tone="error">
              {one.message}
            </Notice>
          ) : (
            <p key={one.fileName}>
              {one.sheets.map(({ reviewer, verdicts }) => words.took(reviewer, verdicts.length, one.open)).join(' ')}
            </p>
          ),
        )}
      </div>
    </div>
  );
}

function Sheets({ id, review, total }: SheetsProps) {
  const words = text.people;
  const columns = words.columns;
  return (
    <div>
      <Table captionSide="top" className={classes.sheets}>
        <Table.Caption className={classes.caption}>{words.sheets}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{columns.reviewer}</Table.Th>
            <Table.Th scope="col">{columns.source}</Table.Th>
            <Table.Th scope="col" ta="right">
              {columns.judged}
            </Table.Th>
            <Table.Th scope="col">{columns.blind}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {review.sheets.map(({ reviewer, fileName, verdicts, blind }) => (
            <Table.Tr key={reviewer}>
              <Table.Th scope="row">{reviewer}</Table.Th>
              <Table.Td>{fileName ?? words.studio}</Table.Td>
              <Table.Td ta="right">
                {formatNumber(verdicts.length)}/{formatNumber(total)}
              </Table.Td>
              <Table.Td>{blind ? words.yes : words.no}</Table.Td>
              <Table.Td>
                <button
                  type="button"
                  className={classes.link}
                  aria-label={words.removeOf(reviewer)}
                  onClick={() => removeSheet(id, reviewer)}
                >
                  {words.remove}
                </button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Button variant="default" size="compact-sm" onClick={() => undoReview(id)}>
        {words.undo}
      </Button>
    </div>
  );
}

interface PeopleProps {
  readonly id: string;
  /** By the rule that holds. */
  readonly predictions: readonly PredictionRecord[];
  readonly review: RunReview;
}

interface TakeProps {
  readonly items: ReturnType<typeof reviewItems>;
  readonly run: string;
  readonly seed: number;
}

interface BackProps {
  readonly id: string;
  readonly predictions: readonly PredictionRecord[];
  readonly seed: number;
}

interface SheetsProps {
  readonly id: string;
  readonly review: RunReview;
  readonly total: number;
}
