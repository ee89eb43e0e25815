import { useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { forgetSaved, planForms, type SaveChoices, saveForm, useForms, writesFolders } from '../../store/forms.ts';
import { useGpu } from '../../store/gpu.ts';
import { useModels } from '../../store/models.ts';
import { useRun } from '../../store/run.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { saveBlob } from '../../ui/saveBlob.ts';
import type { ExportForm, FormsPlan } from '../../workers/formsApi.ts';
import classes from './Export.module.css';
import { FormChoices } from './FormChoices.tsx';
import { FormsTable } from './FormsTable.tsx';
import { MissingModel } from './MissingModel.tsx';
import { SavingState } from './SavingState.tsx';

/** The result as a merged model, as GGUF, in 4 bits: whatever its base allows. */
export function Forms({ run }: { readonly run: FinishedRun }) {
  const state = useForms();
  const given = useModels((models) => models.given);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a model that was opened again may be the one that is missing
  useEffect(() => {
    void planForms(run);
  }, [run, given]);
  useEffect(() => forgetSaved, []);
  const { model } = run.facts.config;
  return (
    <Section id="forms" title={text.forms.title}>
      <p className={classes.prose}>{text.forms.intro(model)}</p>
      {state.kind === 'working' && <p className={classes.quiet}>{text.forms.planning}</p>}
      {state.kind === 'failed' && (
        <Notice tone="error" word={text.forms.planFailed}>
          {state.failure.message}
        </Notice>
      )}
      {state.kind === 'known' && state.plan.kind === 'missing' && <MissingModel model={model} />}
      {state.kind === 'known' && state.plan.kind === 'planned' && <Planned run={run} plan={state.plan} />}
    </Section>
  );
}

function Planned({ run, plan }: PlannedProps) {
  const hasGpu = useGpu((gpu) => gpu.kind === 'gpu');
  const training = useRun((state) => state.kind === 'active');
  const [choices, setChoices] = useState<SaveChoices>({
    as: writesFolders() ? 'folder' : 'zip',
    dtype: plan.naturalDtype,
    golden: hasGpu,
  });
  const save = async (form: ExportForm) => {
    const download = await saveForm(run, form, choices);
    if (download !== null) saveBlob(download.blob, download.name);
  };
  return (
    <>
      {plan.doubt !== null && (
        <Notice tone="warning" word={text.forms.doubt}>
          {plan.doubt}
        </Notice>
      )}
      {training ? (
        <p className={classes.quiet}>{text.forms.running}</p>
      ) : (
        <FormChoices choices={choices} onChange={setChoices} />
      )}
      <FormsTable forms={plan.forms} disabled={training} onSave={(form) => void save(form)} />
      <SavingState />
    </>
  );
}

interface PlannedProps {
  readonly run: FinishedRun;
  readonly plan: Extract<FormsPlan, { kind: 'planned' }>;
}
