import { useEffect, useRef } from 'react';
import classes from './LanguageSwitch.module.css';
import { chooseLanguage, LANGUAGES, useLanguage } from './language.ts';
import { text } from './messages/en.ts';

/** The page is drawn anew in the other language: the focus goes back to where the choice was made. */
let justChosen = false;

/** English or Deutsch, each in its own words. */
export function LanguageSwitch() {
  const language = useLanguage((state) => state.language);
  const chosen = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (justChosen) chosen.current?.focus();
    justChosen = false;
  }, []);
  return (
    <ul className={classes.languages} aria-label={text.app.language}>
      {LANGUAGES.map((name) => (
        <li key={name}>
          <button
            ref={name === language ? chosen : undefined}
            type="button"
            lang={name}
            className={classes.language}
            aria-pressed={name === language}
            onClick={() => {
              if (name === language) return;
              justChosen = true;
              void chooseLanguage(name);
            }}
          >
            {text.app.languages[name]}
          </button>
        </li>
      ))}
    </ul>
  );
}
