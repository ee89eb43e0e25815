import { useId } from 'react';
import classes from './RangeSlider.module.css';

/** A slider under a chart: its thumb stands at its value on the chart's axis, `inset` pixels of which lie left and right of the plot. */
export function RangeSlider({ label, value, valueText, min, max, step, inset, onChange }: RangeSliderProps) {
  const id = useId();
  return (
    <div className={classes.slider}>
      <input
        id={id}
        type="range"
        className={classes.range}
        style={{
          marginLeft: inset.left - THUMB / 2,
          width: `calc(100% - ${inset.left + inset.right - THUMB}px)`,
        }}
        min={min}
        max={max}
        step={step}
        value={Math.min(value, max)}
        aria-valuetext={valueText}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
      <label htmlFor={id} className={classes.label} style={{ paddingLeft: inset.left }}>
        {label}
      </label>
    </div>
  );
}

/** Width of the thumb in pixels, as in the style sheet: its middle, not its edge, stands at the value. */
const THUMB = 16;

interface RangeSliderProps {
  readonly label: string;
  readonly value: number;
  readonly valueText: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly inset: { readonly left: number; readonly right: number };
  readonly onChange: (value: number) => void;
}
