import { Button, NativeSelect, TextInput } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { SAMPLING_SETTINGS, type SamplingKey } from '../../run/samplingSettings.ts';
import { setChatOption, takeAdapter, useChat } from '../../store/chat.ts';
import { LONGEST_ANSWER } from '../../store/chatOptions.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { FilesButton } from '../../ui/FilesButton.tsx';
import { SliderField } from '../../ui/SliderField.tsx';
import classes from './Chat.module.css';

const SHORTEST_ANSWER = 8;
const STEPS: Readonly<Record<SamplingKey, number>> = { temperature: 0.1, topP: 0.05, strength: 0.05 };
const SHOWN: Readonly<Record<SamplingKey, (value: number) => string>> = {
  temperature: text.chat.temperatureValue,
  topP: text.chat.topPValue,
  strength: text.chat.strengthValue,
};

/** How both models answer; everything here holds from the next answer on. */
export function ChatOptionsFold({ run }: { readonly run: FinishedRun }) {
  const options = useChat((state) => state.options);
  return (
    <details className={classes.fold}>
      <summary>{text.chat.options}</summary>
      <div className={classes.fields}>
        {(['temperature', 'topP', 'strength'] as const).map((key) => {
          const { label, help, range } = SAMPLING_SETTINGS[key];
          const step = STEPS[key];
          return (
            <SliderField
              key={key}
              label={label}
              help={help}
              value={options[key]}
              valueText={SHOWN[key](options[key])}
              // A slider counts its steps from its lower end.
              min={Math.ceil((range?.min ?? 0) / step) * step}
              max={range?.max ?? 1}
              step={step}
              onChange={(value) => setChatOption(key, value)}
            />
          );
        })}
        <SliderField
          label={text.chat.maxTokens}
          help={text.chat.maxTokensHelp}
          value={options.maxNewTokens}
          valueText={text.chat.maxTokensValue(options.maxNewTokens)}
          min={SHORTEST_ANSWER}
          max={LONGEST_ANSWER}
          step={8}
          onChange={(value) => setChatOption('maxNewTokens', value)}
        />
        <AdapterChoice run={run} />
        <SeedField />
      </div>
    </details>
  );
}

function AdapterChoice({ run }: { readonly run: FinishedRun }) {
  const link = useChat((state) => state.link);
  const chosen = useChat((state) => state.options.adapter);
  const imported = useChat((state) => state.imported);
  const idle = useChat((state) => state.busy === 'no');
  const { done } = run.facts;
  const steps = { best: done?.adapterStep ?? null, last: done?.steps ?? null, imported: null };
  const adapters = link.kind === 'open' ? link.adapters : [];
  return (
    <div className={classes.adapter}>
      {adapters.length > 1 && (
        <NativeSelect
          label={text.chat.adapter}
          description={text.chat.adapterHelp}
          data={adapters.map((kind, index) => ({
            value: String(index),
            label: text.chat.adapters[kind](steps[kind]),
          }))}
          value={String(chosen)}
          onChange={(event) => setChatOption('adapter', Number(event.currentTarget.value))}
        />
      )}
      <p className={classes.quiet}>{imported === null ? text.chat.ownAdapter : text.chat.adapters.imported()}</p>
      <div className={classes.actions}>
        {imported === null ? (
          <FilesButton
            label={text.chat.openAdapter}
            accept=".json,.safetensors"
            multiple
            onFiles={(files) => idle && takeAdapter(files)}
          />
        ) : (
          <Button variant="default" disabled={!idle} onClick={() => takeAdapter(null)}>
            {text.chat.runAdapter}
          </Button>
        )}
      </div>
    </div>
  );
}

function SeedField() {
  const seed = useChat((state) => state.options.seed);
  return (
    <TextInput
      label={text.chat.seed}
      description={text.chat.seedHelp}
      inputMode="numeric"
      autoComplete="off"
      value={String(seed)}
      onChange={(event) => {
        const typed = event.currentTarget.value.replaceAll(/\D/g, '');
        setChatOption('seed', Math.min(Number(typed), 2 ** 32 - 1));
      }}
    />
  );
}
