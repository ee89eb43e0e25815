import { Chip, Group, Input, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useId } from 'react';
import classes from './SettingInput.module.css';
import { Term } from './Term.tsx';

/** What the field needs to know of a row of the config table. */
export interface SettingFacts {
  readonly label: string;
  readonly help: string;
  readonly unit?: string;
  readonly kind: string;
  readonly choices: readonly string[] | null;
  readonly range: { readonly min: number; readonly max: number } | null;
}

/** A word of the field that stands in a setting's label: `question` is the button under it. */
export interface SettingTerm {
  readonly question: string;
  readonly label: string;
  readonly meaning: string;
}

/** One field of the settings form, in the shape that its kind asks for. Values are the texts of the command line. */
export function SettingInput(props: SettingInputProps) {
  const { setting, value, changed, error, recipe, labels, term, onChange, onLeave } = props;
  const id = useId();
  const { kind, choices } = setting;
  const description = setting.range === null ? setting.help : `${setting.help} ${labels.range(setting.range)}`;
  const shared = {
    label: <Label setting={setting} recipe={recipe} words={labels} changed={changed} />,
    error,
  };
  if (kind === 'switch') {
    return (
      <Switch
        {...shared}
        description={description}
        checked={value === 'on'}
        onChange={(event) => onChange(event.currentTarget.checked ? 'on' : 'off')}
      />
    );
  }
  if (kind === 'choices') {
    return (
      <Input.Wrapper {...shared} description={description} labelElement="div" id={id}>
        <Chip.Group multiple value={value.split(',').filter(Boolean)} onChange={(chosen) => onChange(chosen.join(','))}>
          <Group gap={8} mt={8} role="group" aria-label={setting.label}>
            {choices?.map((choice) => (
              <Chip key={choice} value={choice} size="sm" variant="outline">
                {choice}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
    );
  }
  if (kind === 'choice') {
    return (
      <NativeSelect
        {...shared}
        description={description}
        data={[...(choices ?? [])]}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      description={
        term === undefined ? (
          description
        ) : (
          <>
            {description} <Term {...term}>{term.question}</Term>
          </>
        )
      }
      value={value}
      inputMode={kind === 'integer' ? 'numeric' : kind === 'number' ? 'decimal' : 'text'}
      autoComplete="off"
      spellCheck={false}
      onBlur={onLeave}
      rightSection={setting.unit && <span className={classes.unit}>{setting.unit}</span>}
      rightSectionWidth={setting.unit === undefined ? 0 : setting.unit.length * 8 + 20}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Label({ setting, recipe, words, changed }: LabelProps) {
  return (
    <>
      {setting.label}
      <span className={classes.recipe} data-changed={changed || undefined}>
        {' '}
        {words.recipe(recipe === '' ? words.none : recipe)}
      </span>
    </>
  );
}

export interface SettingWords {
  readonly recipe: (value: string) => string;
  readonly none: string;
  readonly range: (range: { readonly min: number; readonly max: number }) => string;
}

interface LabelProps {
  readonly setting: SettingFacts;
  readonly recipe: string;
  readonly words: SettingWords;
  readonly changed: boolean;
}

interface SettingInputProps {
  readonly setting: SettingFacts;
  readonly value: string;
  readonly error: string | null;
  readonly recipe: string;
  readonly labels: SettingWords;
  readonly changed: boolean;
  readonly term?: SettingTerm | undefined;
  readonly onChange: (typed: string) => void;
  readonly onLeave: () => void;
}
