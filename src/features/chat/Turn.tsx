import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { track } from '../../store/activity.ts';
import type { ChatEntry, ChatReply } from '../../store/chat.ts';
import { copyText } from '../../ui/copyText.ts';
import type { ChatModel } from '../../workers/chatApi.ts';
import classes from './Chat.module.css';

/** A question with the answers of both models. */
export function Turn({ entry, number, fellOut, answering }: TurnProps) {
  const { prompt, replies } = entry;
  return (
    <li className={classes.turn} data-out={fellOut || undefined}>
      <h2 className={classes.number}>
        {text.chat.question(number)}
        {fellOut && <span className={classes.out}> · {text.chat.fellOut}</span>}
      </h2>
      <p className={classes.prompt}>{prompt}</p>
      <div className={classes.replies}>
        {(['base', 'tuned'] as const).map((model) => (
          <article key={model} className={classes.reply} data-model={model} aria-label={text.chat[model]}>
            <h3 className={classes.model}>{text.chat[model]}</h3>
            <Reply reply={replies[model]} absent={absence(model, replies, answering)} />
            <ReplyFoot reply={replies[model]} label={text.chat.copyOf(text.chat[model], number)} />
          </article>
        ))}
      </div>
    </li>
  );
}

/** Why a model has said nothing yet: the tuned one answers first. */
function absence(model: ChatModel, { tuned }: ChatEntry['replies'], answering: boolean): string {
  if (!answering) return text.chat.skipped;
  return model === 'base' && !tuned?.answer ? text.chat.waiting : text.chat.writing;
}

function Reply({ reply, absent }: { readonly reply: ChatReply | null; readonly absent: string }) {
  if (reply === null) return <p className={classes.quiet}>{absent}</p>;
  if (reply.text === '') return <p className={classes.quiet}>{text.chat.nothing}</p>;
  return <p className={classes.answer}>{reply.text}</p>;
}

function ReplyFoot({ reply, label }: { readonly reply: ChatReply | null; readonly label: string }) {
  const [outcome, say] = useState('');
  if (!reply?.answer) return null;
  const { tokens, tokensPerSec, stop } = reply.answer;
  const copy = () =>
    void track(copyText(reply.text).then((done) => say(done ? text.chat.copied : text.chat.copyFailed)));
  return (
    <p className={classes.foot}>
      <span>
        {text.chat.ends[stop](tokens)}
        {tokensPerSec !== null && ` · ${text.chat.pace(tokensPerSec)}`}
      </span>
      <button type="button" className={classes.small} aria-label={label} onClick={copy}>
        {text.chat.copy}
      </button>
      <span role="status">{outcome}</span>
    </p>
  );
}

interface TurnProps {
  readonly entry: ChatEntry;
  readonly number: number;
  readonly fellOut: boolean;
  /** The models are busy with it. */
  readonly answering: boolean;
}
