import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { messageOf } from '../../lib/errors.ts';
import { takePlace, useGetModel } from '../../store/getModel.ts';
import { DEFAULT_PLACE, type HubPlace, isDefault, parsePlace } from '../../store/hubPlace.ts';
import classes from './Hub.module.css';

const words = text.getModel;

/** Address and download hosts of a mirror. What is no address is said here, and never reaches the policy. */
export function OtherHub({ place }: { readonly place: HubPlace }) {
  const own = !isDefault(place);
  const [endpoint, setEndpoint] = useState(own ? place.endpoint : '');
  const [hosts, setHosts] = useState(own ? place.downloadHosts.join(', ') : '');
  const [problem, setProblem] = useState<string | null>(null);
  const busy = useGetModel(({ download }) => download.kind === 'running');
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault();
        try {
          takePlace(parsePlace(endpoint, hosts));
        } catch (error) {
          setProblem(messageOf(error));
        }
      }}
    >
      <p className={classes.quiet}>{words.otherIntro}</p>
      <TextInput
        label={words.endpoint}
        value={endpoint}
        error={problem}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setEndpoint(event.currentTarget.value);
          setProblem(null);
        }}
      />
      <TextInput
        label={words.hosts}
        description={words.hostsHint}
        value={hosts}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setHosts(event.currentTarget.value);
          setProblem(null);
        }}
      />
      <div className={classes.buttons}>
        <Button type="submit" variant="default" disabled={endpoint.trim() === '' || busy}>
          {words.useIt}
        </Button>
        {own && (
          <Button variant="default" disabled={busy} onClick={() => takePlace(DEFAULT_PLACE)}>
            {words.useDefault}
          </Button>
        )}
      </div>
    </form>
  );
}
