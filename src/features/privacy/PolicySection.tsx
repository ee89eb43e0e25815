import { text } from '../../app/messages/en.ts';
import { useTraffic } from '../../store/traffic.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Privacy.module.css';
import { connectSources, pagePolicy } from './policy.ts';

/** The page's own security policy, in words and as it stands. */
export function PolicySection() {
  const stopped = useTraffic((traffic) => traffic.stopped.length);
  const policy = pagePolicy(document);
  const sources = policy && connectSources(policy);
  if (policy === null || sources === null) {
    return (
      <Section id="policy" title={text.privacy.policyTitle}>
        <Notice tone="warning">{text.privacy.noPolicy}</Notice>
      </Section>
    );
  }
  return (
    <Section id="policy" title={text.privacy.policyTitle}>
      <div>
        <p>{text.privacy.mayConnect}</p>
        <ul className={classes.sources}>
          {sources.length === 0 && <li>{text.privacy.nowhere}</li>}
          {sources.map((source) => (
            <li key={source}>{source === "'self'" ? text.privacy.ownSite(window.location.origin) : source}</li>
          ))}
        </ul>
      </div>
      <p className={classes.quiet}>{text.privacy.policyIntro}</p>
      <p>{stopped === 0 ? text.privacy.nothingStopped : text.privacy.stopped(stopped)}</p>
      <details>
        <summary>{text.privacy.wholePolicy}</summary>
        <dl className={classes.rules}>
          {policy.map(({ name, sources }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{sources.join(' ')}</dd>
            </div>
          ))}
        </dl>
        <p className={classes.quiet}>{text.privacy.compiledRule}</p>
      </details>
    </Section>
  );
}
