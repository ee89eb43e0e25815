/** What the published recipe reports of its own runs: another model, other rows and another judge, for orientation only. */
export const RECIPE = {
  model: 'a Llama of about 1 billion parameters',
  /** Final training loss by learning rate and batch size. */
  trials: [
    { learningRate: 1e-4, batchSize: 2, finalTrainingLoss: 1.423 },
    { learningRate: 1e-4, batchSize: 4, finalTrainingLoss: 1.5531 },
  ],
  base: { loss: 2.1705, perplexity: 8.7624 },
  tuned: { loss: 1.423, perplexity: 4.1494 },
  predictions: 100,
  /** Shares of the predictions: correct, underspecified, incorrect. */
  classes: { matches: 0.72, vague: 0.15, wrong: 0.13 },
  /** Lengths in tokens that most of the incorrect predictions have, and a second peak. */
  wrongLengths: { most: [0, 20], second: [250, 300] },
} as const;
