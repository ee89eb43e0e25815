import { Select, Textarea } from '@mantine/core';
import { memo, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { choose } from '../../store/data.ts';
import type { Failure } from '../../store/failure.ts';
import { Section } from '../../ui/Section.tsx';
import type { FileFacts } from '../../workers/dataApi.ts';
import classes from './Data.module.css';
import { templateColumns, withLastColumn } from './templates.ts';

/** What is asked and what is answered: a column each, or templates for those who want the words around them. */
export const PairSection = memo(function PairSection({ file, failure }: PairSectionProps) {
  const prompt = useConfig((config) => config.prompt);
  const [isOpen, setOpen] = useState(false);
  const completion = useConfig((config) => config.completion);
  const columns = file.columns.map(({ name }) => name);
  const errorOf = (field: 'prompt' | 'completion') => (failure?.field === field ? failure.message : null);
  const broken = errorOf('prompt') ?? errorOf('completion');
  return (
    <Section id="pair" title={text.data.pairTitle}>
      <div className={classes.fields}>
        <Select
          label={text.data.questionColumn}
          data={columns}
          value={templateColumns(prompt).at(-1) ?? null}
          allowDeselect={false}
          error={errorOf('prompt') !== null}
          onChange={(column) => column !== null && choose({ prompt: withLastColumn(prompt, column) })}
        />
        <Select
          label={text.data.answerColumn}
          data={columns}
          value={templateColumns(completion).at(-1) ?? null}
          allowDeselect={false}
          error={errorOf('completion') !== null}
          onChange={(column) => column !== null && choose({ completion: withLastColumn(completion, column) })}
        />
      </div>
      <details
        className={classes.fold}
        open={isOpen || broken !== null}
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>{text.data.advanced}</summary>
        <div className={classes.stack}>
          <Textarea
            label={text.data.promptTemplate}
            description={text.data.templateHelp}
            autosize
            minRows={2}
            value={prompt}
            error={errorOf('prompt')}
            onChange={(event) => choose({ prompt: event.currentTarget.value })}
          />
          <Textarea
            label={text.data.completionTemplate}
            autosize
            minRows={1}
            value={completion}
            error={errorOf('completion')}
            onChange={(event) => choose({ completion: event.currentTarget.value })}
          />
        </div>
      </details>
    </Section>
  );
});

interface PairSectionProps {
  readonly file: FileFacts;
  /** Why the rows cannot be used; shown at the field that it names. */
  readonly failure: Failure | null;
}
