import { type Place, placeHref, STEPS } from '../ui/place.ts';
import { StateWord } from '../ui/StateWord.tsx';
import { text } from './messages/en.ts';
import classes from './Rail.module.css';
import { usePlaceStates } from './usePlaceStates.ts';

/** The steps in order, each with a word for its state; a stepper on top where the window is narrow. */
export function Rail({ place }: { readonly place: Place }) {
  const states = usePlaceStates();
  return (
    <nav className={classes.rail} aria-label={text.app.places}>
      <ol className={classes.steps}>
        {STEPS.map((step, index) => (
          <li key={step}>
            <a className={classes.step} href={placeHref(step)} aria-current={place === step ? 'page' : undefined}>
              <span className={classes.name}>
                {index + 1} {text.places[step]}
              </span>
              <StateWord kind={states[step].kind}>{states[step].word}</StateWord>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
