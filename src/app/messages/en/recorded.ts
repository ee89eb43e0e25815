/** Words of the recorded run. */
export const recorded = {
  title: 'A recorded run',
  coming: 'Fetching the recording…',
  how: (speed: number) =>
    `This happened there, not here. It is played ${speed === 1 ? 'as fast as it ran' : `${speed} times as fast as it ran`}, in the screens that your own runs have.`,
  screens: 'Screens of the recorded run',
  playing: 'Playing the recording.',
  ended: 'The recording has ended.',
  skip: 'Skip to the end',
  again: 'Play again',
  seeResults: 'See its results',
  toStart: 'Back to the start',
  notYet: 'The recorded run has not measured its results yet.',
} as const;
