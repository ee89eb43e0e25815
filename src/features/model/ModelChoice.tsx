import { Radio } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { setConfig, useConfig } from '../../store/config.ts';
import { useGpu } from '../../store/gpu.ts';
import { verdictOf } from '../../store/memoryParts.ts';
import { MODEL_NAMES } from '../../store/models.ts';
import { type Planned, usePlan } from '../../store/plan.ts';
import { Section } from '../../ui/Section.tsx';
import { type StateKind, StateWord } from '../../ui/StateWord.tsx';
import classes from './Model.module.css';

const VERDICT_KIND = { fits: 'ready', tight: 'warning', tooLarge: 'failed' } as const satisfies Record<
  string,
  StateKind
>;

/** The base models, each with its size, its licence, and whether it fits here with the settings as they are. */
export function ModelChoice() {
  const model = useConfig((config) => config.model);
  const plans = usePlan((state) => state.models);
  return (
    <Section id="model" title={text.model.modelTitle}>
      <Radio.Group value={model} onChange={(name) => setConfig({ model: name })} aria-labelledby="model">
        <div className={classes.choices}>
          {MODEL_NAMES.map((name) => (
            <div key={name} className={classes.model}>
              <Radio
                value={name}
                label={text.model.models[name].name}
                description={<Facts name={name} planned={plans[name]} />}
              />
              <Fit planned={plans[name]} />
            </div>
          ))}
        </div>
      </Radio.Group>
    </Section>
  );
}

function Facts({
  name,
  planned,
}: {
  readonly name: (typeof MODEL_NAMES)[number];
  readonly planned: Planned | undefined;
}) {
  const software = useGpu((gpu) => gpu.kind === 'software');
  const { what } = text.model.models[name];
  const known = planned !== undefined && planned.plan.kind !== 'failed' && 'model' in planned ? planned : null;
  const facts =
    known === null
      ? []
      : [
          ...(known.plan.kind === 'planned' ? [text.model.modelParameters(known.plan.parameters)] : []),
          text.model.modelSize(known.model.sizeBytes),
          text.model.modelLicence(known.model.licence),
        ];
  return (
    <>
      {what} {software && name === 'small' && text.model.modelSlow} {facts.join(', ')}
    </>
  );
}

function Fit({ planned }: { readonly planned: Planned | undefined }) {
  if (planned === undefined || planned.plan.kind === 'failed') return null;
  const { plan } = planned;
  const verdict = verdictOf(
    plan.kind === 'planned' ? { totalBytes: plan.memory.totalBytes, budgetBytes: plan.budgetBytes } : null,
  );
  return <StateWord kind={VERDICT_KIND[verdict]}>{text.model.verdicts[verdict]}</StateWord>;
}
