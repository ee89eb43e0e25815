import { Button, CopyButton } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useGpu } from '../../store/gpu.ts';
import { Notice } from '../../ui/Notice.tsx';
import { StateWord } from '../../ui/StateWord.tsx';

/** What this browser can train on; without WebGPU the cause and what to do about it. */
export function GpuLine() {
  const state = useGpu();
  switch (state.kind) {
    case 'checking':
      return <StateWord kind="waiting">{text.gpu.checking}</StateWord>;
    case 'gpu':
      return <StateWord kind="ready">{text.gpu.found(state.gpu.name)}</StateWord>;
    case 'software':
      return <StateWord kind="warning">{text.gpu.software}</StateWord>;
    case 'none': {
      const { cause, remedy } = text.gpu.causes[state.cause];
      return (
        <Notice tone="error" word={text.gpu.noneTitle} action={<CopyAddress />}>
          <p>{cause}</p>
          <p>{remedy}</p>
          {state.cause === 'refused' && <p>{text.gpu.detail(state.detail)}</p>}
          <p>{text.gpu.dataStill}</p>
        </Notice>
      );
    }
  }
}

function CopyAddress() {
  // Where the page is not secure there is no clipboard either.
  if (!window.isSecureContext) return null;
  return (
    <CopyButton value={window.location.href}>
      {({ copied, copy }) => (
        <Button variant="default" size="compact-md" onClick={copy}>
          {copied ? text.gpu.copied : text.gpu.copyAddress}
        </Button>
      )}
    </CopyButton>
  );
}
