import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { lossSeries } from '../../lib/chart/lossSeries.ts';
import { eventsOf, loadRecording, type Recording, recordedOn, useRecording } from '../../store/recording.ts';
import { placeHref } from '../../ui/place.ts';
import { RecordedCurve } from '../../ui/RecordedCurve.tsx';
import classes from './Start.module.css';

const POINTS = 200;

/** What a run looks like: a real one, with the adapter and the day of its recording. Nothing in its place until it has come. */
export function RecordedFigure() {
  const recording = useRecording((state) => state.recording);
  useEffect(() => {
    void loadRecording();
  }, []);
  return <div className={classes.recorded}>{recording !== null && <Figure recording={recording} />}</div>;
}

function Figure({ recording }: { readonly recording: Recording }) {
  const steps = eventsOf(recording, 'step');
  const base = eventsOf(recording, 'evaluation').find(({ model }) => model === 'base');
  const tuned = eventsOf(recording, 'evaluation').find(({ model }) => model === 'tuned');
  const points = lossSeries({ steps: steps.map(({ step }) => step), losses: steps.map(({ loss }) => loss) }, POINTS);
  const [question] = eventsOf(recording, 'question');
  const answers = eventsOf(recording, 'answer');
  const before = answers[0];
  const after = answers.at(-1);
  if (base === undefined || tuned === undefined) return null;
  return (
    <figure className={classes.figure}>
      <p className={classes.axis}>{text.start.axis}</p>
      <RecordedCurve
        points={points}
        baseLoss={base.loss}
        labels={{ ...text.start.curve, title: text.start.curveTitle(steps.length, base.perplexity, tuned.perplexity) }}
      />
      {question !== undefined && before !== undefined && after !== undefined && (
        <dl className={classes.sameQuestion}>
          <Part name={text.start.question}>{question.prompt.split('\n').at(-1)}</Part>
          <Part name={text.start.before} model="base">
            {shortened(before.text)}
          </Part>
          <Part name={text.start.after} model="tuned">
            {shortened(after.text)}
          </Part>
        </dl>
      )}
      <figcaption className={classes.caption}>
        {text.start.recordedOn(recordedOn(recording).gpu, recording.recordedAt)} {text.start.unchecked}{' '}
        <a href={placeHref('recorded')}>{text.start.watch}</a>
      </figcaption>
    </figure>
  );
}

/** An untrained model rambles to the length limit: two lines of it say enough. */
function shortened(answer: string): string {
  return answer.length <= 120 ? answer : `${answer.slice(0, 120).trimEnd()}…`;
}

function Part({ name, model, children }: PartProps) {
  return (
    <div className={classes.part} data-model={model}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

interface PartProps {
  readonly name: string;
  readonly model?: 'base' | 'tuned';
  readonly children: React.ReactNode;
}
