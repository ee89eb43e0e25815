import { Checkbox, SegmentedControl } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { type SaveChoices, writesFolders } from '../../store/forms.ts';
import classes from './Export.module.css';

/** How the forms are saved. */
export function FormChoices({ choices, onChange }: FormChoicesProps) {
  return (
    <div className={classes.choices}>
      {writesFolders() ? (
        <Choice
          label={text.forms.as}
          value={choices.as}
          kinds={text.forms.asKinds}
          onChange={(as) => onChange({ ...choices, as })}
        />
      ) : (
        <p className={classes.quiet}>{text.forms.asDownload(navigator.storage?.getDirectory === undefined)}</p>
      )}
      <Choice
        label={text.forms.dtype}
        value={choices.dtype}
        kinds={text.forms.dtypes}
        onChange={(dtype) => onChange({ ...choices, dtype })}
      />
      <Checkbox
        label={text.forms.golden}
        description={text.forms.goldenHint}
        checked={choices.golden}
        onChange={(event) => onChange({ ...choices, golden: event.currentTarget.checked })}
      />
    </div>
  );
}

function Choice<T extends string>({ label, value, kinds, onChange }: ChoiceProps<T>) {
  return (
    <div className={classes.choice}>
      <span aria-hidden>{label}</span>
      <SegmentedControl<T>
        aria-label={label}
        size="xs"
        transitionDuration={0}
        value={value}
        onChange={onChange}
        data={(Object.entries(kinds) as [T, string][]).map(([kind, words]) => ({ value: kind, label: words }))}
      />
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly kinds: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

interface FormChoicesProps {
  readonly choices: SaveChoices;
  readonly onChange: (choices: SaveChoices) => void;
}
