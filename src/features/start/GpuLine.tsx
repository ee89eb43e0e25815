import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { type GpuState, useGpu } from '../../store/gpu.ts';
import { copyText } from '../../ui/copyText.ts';
import { Notice } from '../../ui/Notice.tsx';
import { placeHref } from '../../ui/place.ts';
import { StateWord } from '../../ui/StateWord.tsx';
import classes from './Start.module.css';

/** What this browser can train on, in a line. */
export function GpuLine() {
  const state = useGpu();
  switch (state.kind) {
    case 'checking':
      return <StateWord kind="waiting">{text.gpu.checking}</StateWord>;
    case 'gpu':
      return <StateWord kind="ready">{text.gpu.found(state.gpu.name)}</StateWord>;
    case 'software':
      return <StateWord kind="warning">{text.gpu.software}</StateWord>;
    case 'none':
      return null;
  }
}

/** Without WebGPU: the cause, what to do about it, and what can be seen all the same. */
export function NoGpu({ state }: { readonly state: Extract<GpuState, { kind: 'none' }> }) {
  const { cause, remedy } = text.gpu.causes[state.cause];
  return (
    <Notice tone="error" word={text.gpu.noneTitle}>
      <p>{cause}</p>
      <p>{remedy}</p>
      {state.cause === 'refused' && <p>{text.gpu.detail(state.detail)}</p>}
      <p>{text.gpu.dataStill}</p>
      <div className={classes.choices}>
        <Button component="a" href={placeHref('recorded')}>
          {text.gpu.watchRecorded}
        </Button>
        <CopyAddress />
      </div>
    </Notice>
  );
}

function CopyAddress() {
  const [copied, setCopied] = useState(false);
  const copy = async () => setCopied(await copyText(window.location.href));
  return (
    <Button variant="default" onClick={() => void copy()}>
      {copied ? text.gpu.copied : text.gpu.copyAddress}
    </Button>
  );
}
