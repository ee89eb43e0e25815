import { text } from '../../app/messages/en.ts';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import classes from './Help.module.css';
import { TakeTour } from './TakeTour.tsx';

/** All the words with their meanings in one list. */
export function HelpPlace() {
  return (
    <>
      <PlaceHeading intro={text.help.intro}>{text.help.title}</PlaceHeading>
      <dl className={classes.terms}>
        {Object.entries(text.help.terms).map(([key, { name, meaning }]) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <TakeTour />
    </>
  );
}
