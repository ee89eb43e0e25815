import { text } from '../../app/messages/en.ts';
import { useGetModel } from '../../store/getModel.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Hub.module.css';
import { LookFacts } from './LookFacts.tsx';
import { PolicyHint } from './PolicyHint.tsx';

/** What the Hub says of the model, before any of its weights are fetched. */
export function LookSection() {
  const look = useGetModel((state) => state.look);
  const host = useGetModel(({ place }) => new URL(place.endpoint).host);
  return (
    <Section id="look" title={text.getModel.lookTitle}>
      <div aria-live="polite" className={classes.stack}>
        {look.kind === 'none' && <p className={classes.quiet}>{text.getModel.lookNone}</p>}
        {look.kind === 'working' && <p className={classes.quiet}>{text.getModel.looking(host)}</p>}
        {look.kind === 'failed' && (
          <Notice tone="error" word={text.getModel.notFound}>
            <p>{look.failure.message}</p>
            <PolicyHint />
          </Notice>
        )}
        {look.kind === 'ready' && <LookFacts look={look.look} />}
      </div>
    </Section>
  );
}
