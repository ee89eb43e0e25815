/** Words around the report that can be taken away. */
export const report = {
  title: 'Report',
  open: 'Download report',
  intro: 'Tables and figures of this run as one file: it makes no request, runs no script, and prints well.',
  format: 'File format',
  formats: { html: 'HTML', md: 'Markdown' },
  leaveOut: 'Leave out questions and answers',
  holds: (predictions: number) =>
    predictions === 0
      ? 'The file holds no text of a row: nothing was answered.'
      : `The file holds the question, reference and both answers of ${predictions} test ${predictions === 1 ? 'row' : 'rows'}. Think before you pass it on.`,
  bare: 'The file holds figures and settings, file and column names, but no question, reference or answer.',
  save: (format: string) => `Save as ${format}`,
  saving: 'Writing…',
  failed: 'The report could not be made',
} as const;
