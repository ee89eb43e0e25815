import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useFinishedRuns } from '../../store/finishedRuns.ts';
import { goToStop } from '../../store/tour.ts';
import { placeHref } from '../../ui/place.ts';
import { Section } from '../../ui/Section.tsx';

/** The way into the tour: of one's own results, or of the recorded ones. */
export function TakeTour() {
  const own = useFinishedRuns(({ runs }) => runs.length > 0);
  const begin = () => {
    window.location.hash = own ? placeHref('results') : placeHref('recorded', 'results');
    goToStop(0);
  };
  return (
    <Section id="tour" title={text.tour.title}>
      <p>{own ? text.tour.intro : text.tour.introRecorded}</p>
      <div>
        <Button variant="default" onClick={begin}>
          {text.tour.begin}
        </Button>
      </div>
    </Section>
  );
}
