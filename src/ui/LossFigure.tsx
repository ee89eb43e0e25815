import { useDeferredValue, useMemo, useState } from 'react';
import { drawnLoss, type LossData, type LossOptions } from '../lib/chart/drawnLoss.ts';
import { LossChart, type LossChartLabels } from './LossChart.tsx';
import { type LossControlLabels, LossControls } from './LossControls.tsx';

const INITIAL: LossOptions = { kind: 'step', lines: 'both', log: false };

/** The loss chart with what can be chosen about it. Drawn at low priority: figures and buttons come first, and a step more never blocks them. */
export function LossFigure({ data, labels }: LossFigureProps) {
  const [options, setOptions] = useState(INITIAL);
  const drawn = useMemo(() => drawnLoss(data, options), [data, options]);
  return (
    <>
      <LossChart drawn={useDeferredValue(drawn)} labels={labels} />
      <LossControls options={options} onChange={setOptions} labels={labels} />
    </>
  );
}

interface LossFigureProps {
  /** The same object as long as nothing is new. */
  readonly data: LossData;
  readonly labels: LossChartLabels & LossControlLabels;
}
