/** Twenty short steps with dropout; a checkpoint every third. A software GPU takes up to a second for each. */
export const SETTINGS = {
  'Learning rate': '2e-3',
  'Batch size': '2',
  'Gradient accumulation': '1',
  'Maximum length': '48',
  'Warm-up': '2',
  'Longest prediction': '6',
  Predictions: '1',
  'Stop after': '20',
  'Validate every': '10',
  'Save every': '3',
};

const NAMES = [
  'cat',
  'dog',
  'cow',
  'owl',
  'fox',
  'hen',
  'bee',
  'ant',
  'elk',
  'rat',
  'bat',
  'pig',
  'cod',
  'ape',
  'eel',
  'gnu',
];
export const ANIMALS = [
  'Question,Answer',
  ...NAMES.map((name) => `What is the ${name}?,The ${name} is an animal of its own.`),
].join('\n');
