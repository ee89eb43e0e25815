import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { messageOf } from '../../lib/errors.ts';
import { dropToken, takeToken, useGetModel } from '../../store/getModel.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Hub.module.css';

const words = text.getModel;

/** A token of the person's account: kept in this browser, sent to the Hub alone. */
export function TokenSection() {
  const token = useGetModel((state) => state.token);
  const busy = useGetModel(({ download }) => download.kind === 'running');
  const host = useGetModel(({ place }) => new URL(place.endpoint).host);
  return (
    <Section id="token" title={words.tokenTitle}>
      <div className={classes.stack}>
        <p className={classes.quiet}>{words.tokenIntro(host)}</p>
        {token === null ? (
          <TokenForm />
        ) : (
          <>
            <p>{words.tokenHere(token.slice(-4))}</p>
            <Button variant="default" disabled={busy} onClick={dropToken}>
              {words.tokenForget}
            </Button>
          </>
        )}
      </div>
    </Section>
  );
}

function TokenForm() {
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <form
      className={`${classes.nameLine} ${classes.wide}`}
      onSubmit={(event) => {
        event.preventDefault();
        try {
          takeToken(value);
        } catch (error) {
          setProblem(messageOf(error));
        }
      }}
    >
      <PasswordInput
        label={words.token}
        value={value}
        error={problem}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          setProblem(null);
        }}
      />
      <Button type="submit" variant="default" disabled={value.trim() === ''}>
        {words.tokenKeep}
      </Button>
    </form>
  );
}
