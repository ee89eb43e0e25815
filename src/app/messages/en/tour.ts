/** Words of the tour of the Results screen. */
export const tour = {
  title: 'A tour of Results',
  intro: 'Five stops on the screen that tells what came of a run. You can go on working meanwhile; Esc ends it.',
  introRecorded:
    'Five stops on the screen that tells what came of a run, on a recorded one as long as you have none of your own. Esc ends it.',
  begin: 'Take the tour',
  label: 'Tour',
  place: (stop: number, stops: number) => `${stop} of ${stops}`,
  next: 'Next',
  back: 'Back',
  end: 'End the tour',
  done: 'Done',
  stops: {
    verdict: {
      title: 'The verdict',
      what: 'One sentence on rows that the model never saw. It may say that nothing measurable changed, and it warns where there are few rows.',
    },
    comparison: {
      title: 'Comparison',
      what: 'Base and tuned on the same test rows. Where the two bars do not overlap, the change is more than chance.',
    },
    answers: {
      title: 'Answers',
      what: 'What both models say to test questions, beside the reference. A text rule sorts them; read some yourself.',
    },
    lengths: {
      title: 'Where it goes wrong',
      what: 'The lengths of answers that do not match. A heap at one end tells whether short or long answers fail.',
    },
    bar: {
      title: 'What comes next',
      what: 'The bar at the foot of every screen says how things stand and leads on: here, to the adapter.',
    },
  },
} as const;

/** Words of the notification at the end of a run. */
export const notify = {
  label: 'Notify me when it has ended',
  hint: 'The browser shows it while this tab is in the background. It names no file and no row.',
  refused:
    'This browser does not allow notifications from this page. You can change that in the settings of the site, beside the address.',
  unsupported: 'This browser has no notifications.',
  finished: 'Training has ended',
  finishedBody: 'The results are ready.',
  failed: 'Training stopped',
  failedBody: 'The page says why, and how to go on.',
} as const;
