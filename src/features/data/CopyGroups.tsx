import { text } from '../../app/messages/en.ts';
import type { LeakFacts } from '../../workers/dataApi.ts';
import classes from './Split.module.css';

const words = text.pairs.leaks;

/** The groups of copies with their rows, behind a fold. */
export function CopyGroups({ facts }: { readonly facts: LeakFacts }) {
  const { groups, groupCount } = facts;
  return (
    <details className={classes.why}>
      <summary className={classes.link}>{words.show(groupCount)}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.scroll} tabIndex={0} aria-label={words.title}>
        {groups.map((group) => (
          <article key={group.rows.map(({ part, row }) => `${part}${row}`).join()} className={classes.copies}>
            <h4 className={classes.heading}>{words.groupTitle[group.kind]}</h4>
            <ul className={classes.rows}>
              {group.rows.map(({ part, row, prompt, completion }) => (
                <li key={`${part} ${row}`}>
                  <span className={classes.quiet}>{text.pairs.partRow(text.data.parts[part], row)}</span>
                  <span className={classes.clamp}>
                    {prompt} <span className={classes.answer}>{completion}</span>
                  </span>
                </li>
              ))}
            </ul>
            {group.rowCount > group.rows.length && (
              <p className={classes.quiet}>{words.moreRows(group.rowCount - group.rows.length)}</p>
            )}
          </article>
        ))}
        {groupCount > groups.length && <p className={classes.quiet}>{words.more(groupCount - groups.length)}</p>}
      </section>
    </details>
  );
}
