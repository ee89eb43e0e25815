import { Button, Chip, Group, Input, Switch, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { messageOf } from '../../lib/errors.ts';
import { settingOf } from '../../run/config.ts';
import { countTrials, MOST_TRIALS, type TrialKey, valuesOf } from '../../run/trialGrid.ts';
import { useConfig } from '../../store/config.ts';
import { planWith } from '../../store/plan.ts';
import {
  addTrialValues,
  chooseStopLosers,
  gridOf,
  toggleTrialValue,
  tooManyTrials,
  useTrialChoices,
} from '../../store/trialChoices.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Model.module.css';

/** Values that are often worth a try; a person adds others. */
const SUGGESTED: Readonly<Record<TrialKey, readonly number[]>> = {
  learningRate: [1e-5, 1e-4, 2e-4, 1e-3, 2e-3],
  batchSize: [1, 2, 4, 8],
};

/** Learning rates and batch sizes to try, and what that costs; with one pair it is an ordinary run. */
export function TrialsSection({ steps, timeMs }: TrialsSectionProps) {
  const config = useConfig();
  const choices = useTrialChoices();
  const grid = gridOf(config, choices);
  const count = countTrials(grid);
  return (
    <Section id="trials" title={text.trials.title}>
      <p className={classes.quiet}>{text.trials.what}</p>
      <Values
        name="learningRate"
        label={text.trials.rates}
        other={text.trials.anotherRate}
        addLabel={text.trials.addRate}
      />
      <Values
        name="batchSize"
        label={text.trials.batches}
        other={text.trials.anotherBatch}
        addLabel={text.trials.addBatch}
      />
      {count > 1 && (
        <Switch
          label={text.trials.losers}
          description={text.trials.losersHelp}
          checked={choices.stopLosers}
          onChange={(event) => chooseStopLosers(event.currentTarget.checked)}
        />
      )}
      <div aria-live="polite">
        {count === 1 && <p className={classes.quiet}>{text.trials.one}</p>}
        {count > 1 && (
          <p>
            {tooManyTrials(grid) ? text.trials.tooMany(MOST_TRIALS) : text.trials.count(count, steps)}{' '}
            {timeMs === null ? text.trials.timeUnknown : text.trials.time(timeMs)}
          </p>
        )}
        {count > 1 && <LargestBatch batchSize={Math.max(...grid.batchSizes)} />}
      </div>
    </Section>
  );
}

function Values({ name, label, other, addLabel }: ValuesProps) {
  const config = useConfig();
  const choices = useTrialChoices();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const setting = settingOf(name);
  const own = config[name];
  const chosen = valuesOf(gridOf(config, choices), name);
  const offered = [...new Set([...SUGGESTED[name], ...chosen])].sort((a, b) => a - b);
  const write = (value: number) => (name === 'learningRate' ? text.trials.rate(value) : setting.write(value).join());
  const add = () => {
    try {
      addTrialValues(name, typed);
      setTyped('');
      setError(null);
    } catch (problem) {
      setError(messageOf(problem).replace(/^--[\w-]+: /, ''));
    }
  };
  return (
    <Input.Wrapper label={label} labelElement="div" className={classes.values}>
      <Group gap={8} role="group" aria-label={label}>
        {offered.map((value) => (
          <Chip
            key={value}
            size="sm"
            variant="outline"
            checked={chosen.includes(value)}
            disabled={value === own}
            onChange={() => toggleTrialValue(name, value)}
          >
            {value === own ? text.trials.own(write(value)) : write(value)}
          </Chip>
        ))}
      </Group>
      <form
        className={classes.addValue}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextInput
          aria-label={other}
          placeholder={text.trials.another}
          size="xs"
          inputMode={name === 'batchSize' ? 'numeric' : 'decimal'}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          error={error}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" size="xs" disabled={typed.trim() === ''} aria-label={addLabel}>
          {text.trials.add}
        </Button>
      </form>
    </Input.Wrapper>
  );
}

/** What the largest batch needs, since all trials share its room. */
function LargestBatch({ batchSize }: { readonly batchSize: number }) {
  const config = useConfig();
  const [bytes, setBytes] = useState<number | 'tooLarge' | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plan reads the settings from the store
  useEffect(() => {
    let current = true;
    setBytes(null);
    void planWith({ batchSize }).then((planned) => {
      if (!current || planned === null || planned.plan.kind === 'failed') return;
      setBytes(planned.plan.kind === 'planned' ? planned.plan.memory.totalBytes : 'tooLarge');
    });
    return () => {
      current = false;
    };
  }, [batchSize, config]);
  if (bytes === null) return null;
  return (
    <p className={classes.quiet}>
      {bytes === 'tooLarge' ? text.trials.tooLarge(batchSize) : text.trials.memory(batchSize, bytes)}
    </p>
  );
}

interface ValuesProps {
  readonly name: TrialKey;
  readonly label: string;
  /** What the field for a value of one's own is called. */
  readonly other: string;
  readonly addLabel: string;
}

interface TrialsSectionProps {
  /** Of all trials together. */
  readonly steps: number;
  /** By what was measured; null: nothing was, with these settings. */
  readonly timeMs: number | null;
}
