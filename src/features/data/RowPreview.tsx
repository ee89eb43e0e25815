import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { ExamplePreview } from '../../ui/ExamplePreview.tsx';
import type { PreviewExample } from '../../workers/dataApi.ts';
import classes from './Data.module.css';

/** Real rows, one at a time, as prompt and answer. */
export function RowPreview({ examples }: { readonly examples: readonly PreviewExample[] }) {
  const [index, setIndex] = useState(0);
  const example = examples[index % Math.max(1, examples.length)];
  return (
    <section className={classes.preview} aria-labelledby="row">
      <div className={classes.header}>
        <h2 id="row" className={classes.previewTitle}>
          {text.data.rowTitle}
        </h2>
        {examples.length > 1 && (
          <Button variant="default" size="compact-md" onClick={() => setIndex((index + 1) % examples.length)}>
            {text.data.nextRow}
          </Button>
        )}
      </div>
      {example === undefined ? (
        <p className={classes.quiet}>{text.data.noRow}</p>
      ) : (
        <ExamplePreview
          prompt={example.prompt}
          completion={example.completion}
          labels={{
            prompt: `${text.data.rowNumber(example.row)} · ${text.data.promptTag}`,
            answer: text.data.answerTag,
            end: text.data.endMark,
            caption: text.data.rowCaption,
          }}
        />
      )}
    </section>
  );
}
