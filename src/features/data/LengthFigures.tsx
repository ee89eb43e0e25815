import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatBytes, formatDuration, formatNumber } from '../../lib/format.ts';
import { useConfig } from '../../store/config.ts';
import { finishTime } from '../../store/finishTime.ts';
import { useGpu } from '../../store/gpu.ts';
import { planLength, useLengthPlan } from '../../store/lengthPlan.ts';
import { lengthsAt, priceAt } from '../../store/lengthPrice.ts';
import { paceKey, useMeasurement } from '../../store/measurement.ts';
import { plannedSteps } from '../../store/plannedSteps.ts';
import { type Figure, Figures } from '../../ui/Figures.tsx';
import type { LengthFacts } from '../../workers/dataApi.ts';
import classes from './Length.module.css';

const words = text.pairs.length;

/** What the maximum length costs in rows, tokens, memory and time, beside what it cost when the section was opened. */
export function LengthFigures({ facts, maxLength, before }: LengthFiguresProps) {
  const batchSize = useConfig((config) => config.batchSize);
  const now = priceAt(facts, maxLength);
  const then = priceAt(facts, before);
  const batchRows = Math.min(batchSize, Math.max(1, now.rows));
  const memory = useMemory(facts, maxLength);
  const time = useTime(facts, maxLength);
  const share = then.trainTokens === 0 ? 1 : now.trainTokens / then.trainTokens;
  return (
    <>
      <Figures
        label={words.title}
        figures={[
          { label: words.cut, value: formatNumber(now.faults.cut), note: words.of(now.rows) },
          { label: words.lost, value: formatNumber(now.lostAnswerTokens) },
          { label: words.tokens, value: formatNumber(now.trainTokens), term: text.help.on('token') },
          { label: words.longest, value: words.batch(batchRows, now.longest) },
          ...memory,
          time,
        ]}
      />
      {share !== 1 && <p className={classes.quiet}>{words.relative(share, before)}</p>}
    </>
  );
}

/** GPU memory of the run as it is planned; nothing while no GPU is known. */
function useMemory(facts: LengthFacts, maxLength: number): Figure[] {
  const { planned } = useLengthPlan();
  const gpu = useGpu();
  const config = useConfig();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plan reads these from the store
  useEffect(() => {
    void planLength(facts);
  }, [facts, maxLength, config, gpu]);
  if (planned === null || planned.kind === 'failed') return [];
  if (planned.kind === 'refused') return [{ label: words.memory, value: text.model.tooLarge }];
  const { memory, budgetBytes } = planned;
  const note = memory.totalBytes > budgetBytes ? words.overBudget(budgetBytes) : words.planned;
  return [{ label: words.memory, value: formatBytes(memory.totalBytes), note }];
}

/** Training time at the pace that was measured with such steps; before that, that it is not known yet. */
function useTime(facts: LengthFacts, maxLength: number): Figure {
  const measurement = useMeasurement();
  const config = useConfig();
  const label = text.model.planTime;
  const unknown = { label, value: '', note: text.model.planTimeUnknown };
  if (measurement.kind !== 'done' || measurement.pace !== paceKey(config)) return unknown;
  const { rows } = facts.prices.train;
  const { total, perPass } = plannedSteps(rows, config);
  const size = { rows, steps: total, stepsPerPass: perPass };
  const finish = finishTime(measurement.measured, lengthsAt(facts, maxLength), size, config);
  if (finish === null) return unknown;
  return { label, value: formatDuration(finish.ms), note: text.model.spread(finish.fastestMs, finish.slowestMs) };
}

interface LengthFiguresProps {
  readonly facts: LengthFacts;
  readonly maxLength: number;
  /** The maximum length as it was when the section was opened. */
  readonly before: number;
}
