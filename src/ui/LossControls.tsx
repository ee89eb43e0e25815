import { SegmentedControl } from '@mantine/core';
import { memo } from 'react';
import { LOSS_LINES, type LossLines, type LossOptions } from '../lib/chart/drawnLoss.ts';
import { X_KINDS, type XKind } from '../lib/chart/xAxis.ts';
import classes from './LossControls.module.css';

const SCALES = ['linear', 'log'] as const;

/** Which line, which scale, over what: three rows of buttons. Steps change nothing in them. */
export const LossControls = memo(function LossControls({ options, onChange, labels }: LossControlsProps) {
  return (
    <div className={classes.controls}>
      <Choice<LossLines>
        name={labels.line}
        values={LOSS_LINES}
        words={labels.lines}
        value={options.lines}
        onChange={(lines) => onChange({ ...options, lines })}
      />
      <Choice<(typeof SCALES)[number]>
        name={labels.scale}
        values={SCALES}
        words={labels.scales}
        value={options.log ? 'log' : 'linear'}
        onChange={(scale) => onChange({ ...options, log: scale === 'log' })}
      />
      <Choice<XKind>
        name={labels.over}
        values={X_KINDS}
        words={labels.kinds}
        value={options.kind}
        onChange={(kind) => onChange({ ...options, kind })}
      />
    </div>
  );
});

function Choice<T extends string>({ name, values, words, value, onChange }: ChoiceProps<T>) {
  return (
    <div className={classes.choice}>
      <span className={classes.name} aria-hidden>
        {name}
      </span>
      <SegmentedControl<T>
        aria-label={name}
        size="xs"
        transitionDuration={0}
        value={value}
        onChange={onChange}
        data={values.map((one) => ({ value: one, label: words[one] }))}
      />
    </div>
  );
}

export interface LossControlLabels {
  readonly line: string;
  readonly lines: Readonly<Record<LossLines, string>>;
  readonly scale: string;
  readonly scales: Readonly<Record<(typeof SCALES)[number], string>>;
  readonly over: string;
  readonly kinds: Readonly<Record<XKind, string>>;
}

interface LossControlsProps {
  readonly options: LossOptions;
  readonly onChange: (options: LossOptions) => void;
  readonly labels: LossControlLabels;
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly values: readonly T[];
  readonly words: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}
