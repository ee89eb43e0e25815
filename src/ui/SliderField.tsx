import { useId } from 'react';
import classes from './SliderField.module.css';

/** A slider with its label, its value in words and what it does. */
export function SliderField({ label, help, value, valueText, min, max, step, onChange }: SliderFieldProps) {
  const id = useId();
  return (
    <div className={classes.field}>
      <div className={classes.line}>
        <label htmlFor={id}>{label}</label>
        <span className={classes.value}>{valueText}</span>
      </div>
      <input
        id={id}
        type="range"
        className={classes.range}
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={valueText}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
      <p id={`${id}-help`} className={classes.help}>
        {help}
      </p>
    </div>
  );
}

interface SliderFieldProps {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly valueText: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly onChange: (value: number) => void;
}
