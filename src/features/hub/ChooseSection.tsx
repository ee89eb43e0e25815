import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { lookAt, useGetModel } from '../../store/getModel.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Hub.module.css';

/** A name to look up, typed or suggested. */
export function ChooseSection() {
  const [name, setName] = useState('');
  const busy = useGetModel(({ download }) => download.kind === 'running');
  return (
    <Section id="choose" title={text.getModel.chooseTitle}>
      <form
        className={classes.nameLine}
        onSubmit={(event) => {
          event.preventDefault();
          void lookAt(name);
        }}
      >
        <TextInput
          label={text.getModel.name}
          description={text.getModel.nameHint}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
        <Button type="submit" variant="default" disabled={name.trim() === '' || busy}>
          {text.getModel.look}
        </Button>
      </form>
      <h3 className={classes.suggestionsTitle}>{text.getModel.suggestions}</h3>
      <ul className={classes.suggestions}>
        {text.getModel.suggested.map((suggestion) => (
          <li key={suggestion}>
            <Button
              variant="default"
              size="compact-md"
              disabled={busy}
              onClick={() => {
                setName(suggestion);
                void lookAt(suggestion);
              }}
            >
              {suggestion.split('/').at(-1)}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
