import { text } from '../../app/messages/en.ts';
import { useChat } from '../../store/chat.ts';
import classes from './Chat.module.css';
import { Turn } from './Turn.tsx';

/** The turns so far. No live region: an answer that grows word by word would be read out again and again; the bar says when it is complete. */
export function Conversation() {
  const entries = useChat((state) => state.entries);
  const busy = useChat((state) => state.busy !== 'no');
  const firstKept = useChat((state) => state.firstKept);
  if (entries.length === 0) return <p className={classes.quiet}>{text.chat.empty}</p>;
  return (
    <ol className={classes.turns} aria-label={text.chat.conversation}>
      {entries.map((entry, index) => (
        <Turn
          key={entry.id}
          entry={entry}
          number={index + 1}
          fellOut={index < firstKept}
          answering={busy && index === entries.length - 1}
        />
      ))}
    </ol>
  );
}
