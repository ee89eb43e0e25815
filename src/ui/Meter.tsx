import classes from './Meter.module.css';

/** A labelled progress bar; `fraction` null: under way, amount unknown. `detail` carries the real figures. */
export function Meter({ label, detail, fraction }: MeterProps) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div className={classes.meter}>
      <div className={classes.line}>
        <span>{label}</span>
        <span className={classes.detail}>{detail}</span>
      </div>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === null ? {} : { 'aria-valuenow': percent })}
        {...(detail === undefined ? {} : { 'aria-valuetext': detail })}
      >
        <div
          className={classes.bar}
          style={{ width: `${percent ?? 0}%` }}
          data-unknown={percent === null || undefined}
        />
      </div>
    </div>
  );
}

interface MeterProps {
  readonly label: string;
  readonly detail?: string | undefined;
  readonly fraction: number | null;
}
