import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Notice } from './Notice.tsx';
import classes from './ReportPanel.module.css';
import { saveBlob } from './saveBlob.ts';

/** Which file, with or without texts of rows, and what it will hold; the button makes and saves it. */
export function ReportPanel<Format extends string>({ formats, make, nameOf, holds, labels }: ReportPanelProps<Format>) {
  const [format, setFormat] = useState<Format>(formats[0] as Format);
  const [leaveOut, setLeaveOut] = useState(false);
  const [state, setState] = useState<State>({ kind: 'idle' });
  // The button keeps the focus while it works: a disabled one would drop it, and Escape with it.
  const save = async () => {
    if (state.kind === 'working') return;
    setState({ kind: 'working' });
    try {
      saveBlob(await make(format, !leaveOut), nameOf(format));
      setState({ kind: 'idle' });
    } catch (error) {
      setState({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className={classes.panel}>
      <p>{labels.intro}</p>
      <SegmentedControl<Format>
        aria-label={labels.format}
        className={classes.formats}
        size="xs"
        transitionDuration={0}
        value={format}
        onChange={setFormat}
        data={formats.map((value) => ({ value, label: labels.formats[value] }))}
      />
      <Checkbox
        label={labels.leaveOut}
        checked={leaveOut}
        onChange={(event) => setLeaveOut(event.currentTarget.checked)}
      />
      <p className={classes.quiet}>{leaveOut ? labels.bare : holds}</p>
      <div>
        <Button variant="default" aria-disabled={state.kind === 'working'} onClick={() => void save()}>
          {state.kind === 'working' ? labels.saving : labels.save(labels.formats[format])}
        </Button>
      </div>
      {state.kind === 'failed' && (
        <Notice tone="error" word={labels.failed}>
          {state.message}
        </Notice>
      )}
    </div>
  );
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly message: string };

export interface ReportLabels<Format extends string> {
  readonly intro: string;
  readonly format: string;
  readonly formats: Readonly<Record<Format, string>>;
  readonly leaveOut: string;
  readonly bare: string;
  readonly save: (format: string) => string;
  readonly saving: string;
  readonly failed: string;
}

interface ReportPanelProps<Format extends string> {
  readonly formats: readonly Format[];
  readonly make: (format: Format, text: boolean) => Promise<Blob>;
  readonly nameOf: (format: Format) => string;
  /** What the file holds with texts. */
  readonly holds: string;
  readonly labels: ReportLabels<Format>;
}
