import { Radio } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { setConfig, useConfig } from '../../store/config.ts';
import { useGpu } from '../../store/gpu.ts';
import { verdictOf } from '../../store/memoryParts.ts';
import { type DemoModel, MODEL_NAMES, useModels } from '../../store/models.ts';
import { type Planned, usePlan } from '../../store/plan.ts';
import { Section } from '../../ui/Section.tsx';
import { type StateKind, StateWord } from '../../ui/StateWord.tsx';
import classes from './Model.module.css';
import { OpenModel } from './OpenModel.tsx';

const VERDICT_KIND = { fits: 'ready', tight: 'warning', tooLarge: 'failed' } as const satisfies Record<
  string,
  StateKind
>;

/** The base models, each with its size, its licence, and whether it fits here with the settings as they are. */
export function ModelChoice() {
  const model = useConfig((config) => config.model);
  const plans = usePlan((state) => state.models);
  const { hub, given } = useModels();
  return (
    <Section id="model" title={text.model.modelTitle}>
      <Radio.Group value={model} onChange={(name) => setConfig({ model: name })} aria-labelledby="model">
        <div className={classes.choices}>
          {[...MODEL_NAMES, ...[...hub, ...given].map((own) => own.name)].map((name) => (
            <div key={name} className={classes.model}>
              <Radio
                value={name}
                label={demoText(name)?.name ?? name.replace(/^hf:/, '')}
                description={<Facts name={name} planned={plans[name]} />}
              />
              <Fit planned={plans[name]} />
            </div>
          ))}
        </div>
      </Radio.Group>
      <p className={classes.get}>
        <a href="./models.html" target="_blank" rel="noopener">
          {text.model.getModel}
        </a>{' '}
        <span className={classes.quiet}>{text.model.getModelNote}</span>
      </p>
      <OpenModel />
    </Section>
  );
}

/** What the page knows of the models that come with it; null for one that the person opened. */
function demoText(name: string) {
  return MODEL_NAMES.some((known) => known === name) ? text.model.models[name as DemoModel] : null;
}

function Facts({ name, planned }: { readonly name: string; readonly planned: Planned | undefined }) {
  const software = useGpu((gpu) => gpu.kind === 'software');
  const fromHub = useModels((state) => state.hub.some((model) => model.name === name));
  const what = demoText(name)?.what ?? (fromHub ? text.model.hubModel : text.model.ownModel);
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
