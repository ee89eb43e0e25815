import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { messageOf } from '../lib/errors.ts';
import { Notice } from '../ui/Notice.tsx';
import { text } from './messages/en.ts';

interface State {
  readonly message: string | null;
}

/** A fault in the page itself becomes one message; a run in its worker is not touched by it. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override readonly state: State = { message: null };

  static getDerivedStateFromError(error: unknown): State {
    return { message: messageOf(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <main>
        <Notice
          tone="error"
          word={text.app.crashed}
          action={<Button onClick={() => window.location.reload()}>{text.app.reload}</Button>}
        >
          <p>{this.state.message}</p>
          <p>{text.app.crashedRemedy}</p>
        </Notice>
      </main>
    );
  }
}
