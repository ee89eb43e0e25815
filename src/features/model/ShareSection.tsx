import { Button, CopyButton, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { finetuneWords, quoteWords, type Shell } from '../../run/commandLine.ts';
import { useConfig } from '../../store/config.ts';
import { useData } from '../../store/data.ts';
import { ownModelPath, useModels } from '../../store/models.ts';
import { settingsLink } from '../../store/settingsLink.ts';
import { useStartAdapter } from '../../store/startAdapter.ts';
import { trialsRequest, useTrialChoices } from '../../store/trialChoices.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Model.module.css';

const PROGRAM = ['node', 'dist/cli/tabtune.js'];

/** The same run from the command line, and the settings as a link. */
export function ShareSection() {
  const config = useConfig();
  const choices = useTrialChoices();
  const file = useData((data) => (data.kind === 'open' ? data.file : null));
  const [shell, setShell] = useState<Shell>('posix');
  const rows = { kind: file?.kind === 'examples' ? 'parts' : 'table', fileName: file?.fileName ?? 'rows.csv' } as const;
  const own = useModels(({ given }) => ownModelPath(config.model, given));
  const start = useStartAdapter((state) => (state.kind === 'open' ? state.given.name : null));
  const words = finetuneWords({ ...config, model: own ?? config.model }, rows, 'run1', trialsRequest(config, choices));
  const line = quoteWords([...PROGRAM, ...words, ...(start === null ? [] : ['--init', `./${start}`])], shell);
  return (
    <Section
      id="command"
      title={text.model.commandTitle}
      aside={
        <SegmentedControl<Shell>
          aria-label={text.model.shell}
          size="xs"
          transitionDuration={0}
          value={shell}
          onChange={setShell}
          data={[
            { value: 'posix', label: text.model.shells.posix },
            { value: 'powershell', label: text.model.shells.powershell },
          ]}
        />
      }
    >
      <pre className={classes.command}>{line}</pre>
      <p className={classes.quiet}>
        {rows.kind === 'table' ? text.model.commandTable : text.model.commandParts}{' '}
        {own !== null && text.model.commandModel} {start !== null && text.model.commandStart}
      </p>
      <div className={classes.buttons}>
        <Copy value={line} label={text.model.copyCommand} />
        <Copy value={settingsLink(config)} label={text.model.copyLink} />
      </div>
    </Section>
  );
}

function Copy({ value, label }: { readonly value: string; readonly label: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button variant="default" onClick={copy}>
          {copied ? text.gpu.copied : label}
        </Button>
      )}
    </CopyButton>
  );
}
