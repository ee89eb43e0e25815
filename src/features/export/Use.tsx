import { text } from '../../app/messages/en.ts';
import { pythonUsage } from '../../lib/pythonUsage.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { Section } from '../../ui/Section.tsx';
import { CopyButton } from './CopyButton.tsx';
import classes from './Export.module.css';

const DEMO_MODELS: readonly string[] = ['mini', 'small'];

/** The adapter beside its base, in Python. */
export function Use({ run }: { readonly run: FinishedRun }) {
  const { model, doubleQuant, prompt } = run.facts.config;
  const chatTemplate = run.outcome.files.some(({ name }) => name === 'chat_template.jinja');
  const lines = pythonUsage({ base: model, doubleQuant, prompt, chatTemplate });
  const copy = async () => {
    await navigator.clipboard.writeText(lines);
    return text.export.copied;
  };
  return (
    <Section id="use" title={text.export.use}>
      <p>{text.export.needsBase(model)}</p>
      {DEMO_MODELS.includes(model) && <p className={classes.quiet}>{text.export.demoBase(model)}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.code} tabIndex={0} aria-label={text.export.python}>
        <pre>{lines}</pre>
      </section>
      <div className={classes.actions}>
        <CopyButton label={text.export.copy} copy={copy} />
      </div>
    </Section>
  );
}
