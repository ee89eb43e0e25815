/** What the words of the field mean, at most 30 words each. */
const terms = {
  loss: {
    name: 'Loss',
    meaning:
      'How surprised the model is by the right answer, in nats per token. 0 would be no surprise at all. Training lowers it step by step.',
  },
  perplexity: {
    name: 'Perplexity',
    meaning:
      'Roughly, how many equally likely words the model hesitates between. Lower is better; it does not measure truth.',
  },
  lora: {
    name: 'LoRA',
    meaning:
      'Low-rank adaptation: a small set of new numbers is trained beside the model, which itself stays as it is. The result is a small file, the adapter.',
  },
  fourBit: {
    name: '4-bit',
    meaning:
      'Each number of the frozen model is kept as one of 16 values (NF4). The model takes a quarter of the memory and answers almost as before.',
  },
  epoch: {
    name: 'Epoch',
    meaning: 'One pass over all rows of the training part. With 3 epochs the model sees every row three times.',
  },
  batch: {
    name: 'Batch',
    meaning:
      'The rows that are computed together. Batch size times accumulation is the number of rows behind each step.',
  },
  learningRate: {
    name: 'Learning rate',
    meaning:
      'How far each step moves the numbers. Too high and the loss jumps about or rises; too low and little is learned.',
  },
  token: {
    name: 'Token',
    meaning:
      'A piece of text that the model reads as one: a short word, or part of a longer one. About 4 letters in English.',
  },
  testRows: {
    name: 'Test rows',
    meaning:
      'Rows set aside before training. The model never learns from them, so that they show what it makes of questions it has not seen.',
  },
} as const;

export const help = {
  title: 'Words used here',
  intro: 'The same explanations stand behind the dotted underline wherever a word is first needed.',
  terms,
  /** Where the word itself is the label of a field, which cannot be a button. */
  what: { epoch: 'What is an epoch?', batch: 'What is a batch?', learningRate: 'What is the learning rate?' },
  /** For the button that stands for a word on a screen. */
  on: (term: keyof typeof terms) => ({
    label: `${terms[term].name}: what is it?`,
    meaning: terms[term].meaning,
  }),
} as const;
