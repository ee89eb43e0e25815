import { Select } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { readAgain } from '../../store/data.ts';
import type { ReadingChoices as Choices, FileFacts } from '../../workers/dataApi.ts';
import classes from './Data.module.css';

/** How the bytes of the file were understood, and another way to. */
export function ReadingChoices({ file }: { readonly file: FileFacts }) {
  const encoding = useConfig((config) => config.encoding);
  const delimiter = useConfig((config) => config.delimiter);
  const table = file.files.find((one) => one.delimiter !== null);
  if (table === undefined) return null;
  return (
    <div>
      <p className={classes.quiet}>
        {text.rows.reading(text.rows.encodings[table.encoding], text.rows.delimiters[table.delimiter ?? ','] ?? '')}
      </p>
      <details className={classes.fold}>
        <summary>{text.rows.readingChange}</summary>
        <div className={classes.fields}>
          <Select
            label={text.rows.encodingLabel}
            data={[
              { value: 'auto', label: text.rows.auto },
              ...Object.entries(text.rows.encodings).map(([value, label]) => ({ value, label })),
            ]}
            value={encoding}
            allowDeselect={false}
            onChange={(value) => value !== null && void readAgain({ encoding: value as Choices['encoding'] })}
          />
          <Select
            label={text.rows.delimiterLabel}
            data={[
              { value: 'auto', label: text.rows.auto },
              ...Object.entries(text.rows.delimiterNames).map(([value, label]) => ({ value, label })),
            ]}
            value={delimiter}
            allowDeselect={false}
            onChange={(value) => value !== null && void readAgain({ delimiter: value as Choices['delimiter'] })}
          />
        </div>
      </details>
    </div>
  );
}
