import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useGpu } from '../../store/gpu.ts';
import { recordedOn, useRecording } from '../../store/recording.ts';
import classes from './Start.module.css';

/** The one click that needs nothing: no file, no account, no choice. */
export function SampleCard({ busy, onTry }: { readonly busy: boolean; readonly onTry: () => void }) {
  const noGpu = useGpu((gpu) => gpu.kind === 'none');
  const time = useSampleTime();
  return (
    <div className={classes.sample}>
      <div>
        <h2 className={classes.wayTitle}>{text.start.sampleTitle}</h2>
        <p className={classes.hint}>{text.start.sampleHint}</p>
      </div>
      <div>
        <Button size="md" variant={noGpu ? 'default' : 'filled'} loading={busy} onClick={onTry}>
          {text.start.sample}
        </Button>
        <p className={classes.hint}>{time === null ? text.start.noAccount : text.start.noAccountAbout(time)}</p>
      </div>
    </div>
  );
}

/** What the sample took where it was recorded, on an adapter of the kind that is here; null: not known for this kind. */
function useSampleTime(): number | null {
  const recording = useRecording((state) => state.recording);
  const kind = useGpu((gpu) => gpu.kind);
  if (recording === null) return null;
  const { software, elapsedMs } = recordedOn(recording);
  return kind === (software ? 'software' : 'gpu') ? elapsedMs : null;
}
