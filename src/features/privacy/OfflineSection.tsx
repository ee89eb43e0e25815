import { text } from '../../app/messages/en.ts';
import { useOffline } from '../../store/offline.ts';
import { Section } from '../../ui/Section.tsx';
import { type StateKind, StateWord } from '../../ui/StateWord.tsx';
import classes from './Privacy.module.css';

const KINDS: Readonly<Record<'none' | 'keeping' | 'ready', StateKind>> = {
  none: 'warning',
  keeping: 'running',
  ready: 'ready',
};

/** The proof that anybody can make: take the network away. */
export function OfflineSection() {
  const kind = useOffline((state) => state.kind);
  return (
    <Section id="offline" title={text.privacy.offlineTitle}>
      <p className={classes.prose}>{text.privacy.offlineIntro}</p>
      <StateWord kind={KINDS[kind]}>{text.privacy.offline[kind]}</StateWord>
    </Section>
  );
}
