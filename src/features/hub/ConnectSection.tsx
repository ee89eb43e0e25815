import { text } from '../../app/messages/en.ts';
import { useGetModel } from '../../store/getModel.ts';
import { connectSources } from '../../store/hubPlace.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Hub.module.css';
import { OtherHub } from './OtherHub.tsx';

const words = text.getModel;

/** The page's policy in words, and the way to have it opened for another Hub. */
export function ConnectSection() {
  const place = useGetModel((state) => state.place);
  const hub = new URL(place.endpoint).origin;
  const wordsOf = (source: string) => {
    if (source === "'self'") return words.ownSite(window.location.origin);
    return source === hub ? words.hub(source) : words.downloads(source);
  };
  return (
    <Section id="connect" title={words.connectTitle}>
      <p className={classes.quiet}>{words.connectIntro}</p>
      <ul className={classes.list}>
        {connectSources(place).map((source) => (
          <li key={source}>{wordsOf(source)}</li>
        ))}
      </ul>
      <details className={classes.fold}>
        <summary>{words.otherHub}</summary>
        <OtherHub place={place} />
      </details>
    </Section>
  );
}
