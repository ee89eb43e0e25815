import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import { useGpu } from '../../store/gpu.ts';
import { MEMORY_PARTS, memoryParts, verdictOf } from '../../store/memoryParts.ts';
import { usePlan } from '../../store/plan.ts';
import { MemoryBar } from '../../ui/MemoryBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Term } from '../../ui/Term.tsx';
import { Fits } from './Fits.tsx';
import classes from './Model.module.css';

/** GPU memory by purpose, laid out as the run would lay it out, against what is known of this adapter. */
export function MemorySection() {
  const planned = usePlan((state) => state.current);
  const gpu = useGpu();
  if (planned === null) return null;
  const { plan } = planned;
  if (plan.kind !== 'planned') {
    return (
      <Section id="memory" title={text.model.memoryTitle}>
        <Notice tone="error" word={plan.kind === 'refused' ? text.model.tooLarge : text.model.noPlan}>
          {plan.kind === 'refused' ? plan.message : plan.failure.message}
        </Notice>
        {plan.kind === 'refused' && <Fits open />}
      </Section>
    );
  }
  const { memory, budgetBytes, checkpointing, parameters, trainableParameters } = plan;
  const sums = memoryParts(memory);
  const verdict = verdictOf({ totalBytes: memory.totalBytes, budgetBytes });
  return (
    <Section id="memory" title={text.model.memoryTitle} aside={formatBytes(memory.totalBytes)}>
      <MemoryBar
        label={text.model.memoryTitle}
        shares={MEMORY_PARTS.map((key) => ({
          key,
          label:
            key === 'weights' ? (
              <Term {...text.help.on('fourBit')}>{text.model.memoryParts[key]}</Term>
            ) : (
              text.model.memoryParts[key]
            ),
          sizeBytes: sums[key],
          size: formatBytes(sums[key]),
        }))}
        budgetFraction={memory.totalBytes / budgetBytes}
      />
      {verdict === 'tight' && <Notice tone="warning">{text.model.overBudget(budgetBytes)}</Notice>}
      <p className={classes.quiet}>
        {gpu.kind === 'software' ? text.model.budgetSoftware : text.model.budget(budgetBytes)}{' '}
        {'gpu' in gpu && text.model.limits(gpu.gpu.limits.maxBufferSize ?? 0)}{' '}
        {checkpointing && text.model.checkpointed}
      </p>
      <p className={classes.quiet}>
        <Term {...text.help.on('lora')}>{text.help.terms.lora.name}</Term>{' '}
        {text.model.loraAdds(trainableParameters, trainableParameters / parameters)}
      </p>
      <Fits open={verdict !== 'fits'} />
    </Section>
  );
}
