import type { JudgedClass } from '../judge.ts';

/** What a pair tries. */
export type PairKind =
  | 'same'
  | 'paraphrase'
  | 'negation'
  | 'number'
  | 'short'
  | 'off topic'
  | 'copied question'
  | 'empty'
  | 'cut'
  | 'rambling'
  | 'partly wrong'
  | 'hard';

/** A question, its reference and an answer, with the class that a person gave it before the rule was written. */
export interface JudgedPair {
  readonly kind: PairKind;
  readonly question: string;
  readonly reference: string;
  readonly answer: string;
  readonly cut: boolean;
  readonly expected: JudgedClass;
}

const FLU = {
  question: 'What are signs of the flu?',
  reference: 'Sudden fever, aching muscles, a dry cough and great tiredness. Most people are well again after 7 days.',
};
const BURN = {
  question: 'What should I do about a small burn?',
  reference:
    'Hold it under cool running water for 20 minutes. Do not use ice or butter. Cover it with a clean dressing.',
};
const GOUT = {
  question: 'What are signs of gout?',
  reference:
    'Sudden strong pain in one joint, often the big toe, with swelling, redness and warm skin, mostly at night.',
};
const CHICKENPOX = {
  question: 'Is chickenpox contagious?',
  reference: 'Yes. Chickenpox is very contagious from 2 days before the rash until every blister has a crust.',
};
const MIGRAINE = {
  question: 'Is migraine contagious?',
  reference:
    'No. Migraine is not contagious; it runs in families and is set off by stress, bright light or poor sleep.',
};
const ANEMIA = {
  question: 'What are signs of iron deficiency anemia?',
  reference: 'Tiredness, pale skin, shortness of breath on effort, cold hands and brittle nails.',
};
const SPRAIN = {
  question: 'How long does a sprained ankle take to heal?',
  reference: 'A mild sprain heals in 2 weeks, a severe one can take 12 weeks.',
};
const FEVER = {
  question: 'When is a temperature a fever?',
  reference: 'A body temperature of 38 degrees Celsius or more is a fever in adults.',
};
const WATER = {
  question: 'How is dehydration prevented in hot weather?',
  reference: 'Drink water before you are thirsty, rest in the shade, and avoid alcohol and hard work at noon.',
};
const ACNE = {
  question: 'What causes acne?',
  reference: 'Pores get blocked by oil and dead skin cells, and bacteria grow in them. Hormones make the skin oilier.',
};

const pair = (
  kind: PairKind,
  expected: JudgedClass,
  row: { readonly question: string; readonly reference: string },
  answer: string,
  cut = false,
): JudgedPair => ({ kind, expected, ...row, answer, cut });

/** Hand-made for this project; no row of any data set. The rule was written and its constants set with the even ones in sight, the odd ones were held back. */
export const JUDGED_PAIRS: readonly JudgedPair[] = [
  pair('same', 'matches', FLU, FLU.reference),
  pair('same', 'matches', GOUT, GOUT.reference.toUpperCase()),
  pair(
    'same',
    'matches',
    ACNE,
    'pores get blocked by oil and dead skin cells and bacteria grow in them; hormones make the skin oilier',
  ),
  pair('same', 'matches', SPRAIN, 'A mild sprain heals in 2 weeks; a severe one can take 12 weeks'),

  pair(
    'paraphrase',
    'matches',
    FLU,
    'A fever that comes suddenly, muscle aches, dry coughing and tiredness; it is over in about 7 days.',
  ),
  pair(
    'paraphrase',
    'matches',
    BURN,
    'Cool the burn under running water for 20 minutes, then put a clean dressing on it. Never use butter or ice.',
  ),
  pair(
    'paraphrase',
    'matches',
    GOUT,
    'One joint, usually the big toe, suddenly hurts: strong pain at night, and the skin is swollen, red and warm.',
  ),
  pair(
    'paraphrase',
    'matches',
    CHICKENPOX,
    'Yes, it is contagious 2 days before the rash appears and until all blisters have crusts.',
  ),
  pair(
    'paraphrase',
    'matches',
    MIGRAINE,
    "No, migraine isn't contagious. It runs in the family and stress, light or too little sleep set it off.",
  ),
  pair(
    'paraphrase',
    'matches',
    ANEMIA,
    'People are tired and pale, short of breath on effort, have cold hands and their nails are brittle.',
  ),
  pair('paraphrase', 'matches', SPRAIN, 'Two weeks when the sprain is mild, up to twelve weeks when it is severe.'),
  pair('paraphrase', 'matches', FEVER, 'In adults, a fever means a body temperature of at least 38 degrees Celsius.'),
  pair(
    'paraphrase',
    'matches',
    WATER,
    'Drinking water early, resting in the shade, and avoiding alcohol and hard work at noon.',
  ),
  pair(
    'paraphrase',
    'matches',
    ACNE,
    'Oil and dead cells of the skin block the pores, where bacteria then grow. Hormones play a part.',
  ),
  pair(
    'paraphrase',
    'matches',
    FLU,
    'Temperature shoots up, limbs hurt, one coughs without phlegm and feels exhausted for about a week.',
  ),
  pair(
    'paraphrase',
    'matches',
    WATER,
    'Take in plenty of fluids, stay out of the sun, skip beer and heavy labour at midday.',
  ),

  pair(
    'negation',
    'wrong',
    CHICKENPOX,
    'No. Chickenpox is not contagious before the rash or after, whether a blister has a crust or not.',
  ),
  pair(
    'negation',
    'wrong',
    MIGRAINE,
    'Yes. Migraine is contagious; it runs in families and is set off by stress, bright light or poor sleep.',
  ),
  pair(
    'negation',
    'wrong',
    BURN,
    'Use ice and butter. Hold it under cool running water for 20 minutes. Cover it with a clean dressing.',
  ),
  pair('negation', 'wrong', BURN, 'Do not hold it under running water. Do not cover it with a dressing.'),
  pair('negation', 'wrong', WATER, 'Do not drink water before you are thirsty, never rest in the shade.'),
  pair('negation', 'wrong', ANEMIA, 'There is no tiredness, no pale skin and no shortness of breath.'),
  pair('negation', 'wrong', FEVER, 'A body temperature of 38 degrees Celsius is not a fever in adults.'),
  pair('negation', 'wrong', ACNE, 'Bacteria do not grow in the pores, and oil never blocks them.'),

  pair(
    'number',
    'wrong',
    FLU,
    'Sudden fever, aching muscles, a dry cough and great tiredness. Most people are well again after 70 days.',
  ),
  pair(
    'number',
    'wrong',
    BURN,
    'Hold it under cool running water for 2 minutes. Do not use ice or butter. Cover it with a clean dressing.',
  ),
  pair('number', 'wrong', SPRAIN, 'A mild sprain heals in 6 weeks, a severe one can take 40 weeks.'),
  pair('number', 'wrong', FEVER, 'A body temperature of 35 degrees Celsius or more is a fever in adults.'),
  pair(
    'number',
    'wrong',
    CHICKENPOX,
    'Yes. Chickenpox is very contagious from 9 days before the rash until every blister has a crust.',
  ),
  pair('number', 'wrong', SPRAIN, 'A mild sprain heals in two days, a severe one can take twelve days.'),
  pair('number', 'matches', SPRAIN, 'A mild sprain heals in two weeks, a severe one can take twelve weeks.'),
  pair('number', 'matches', FEVER, 'Adults have a fever when the body temperature is 38.0 degrees Celsius or more.'),

  pair('short', 'vague', FLU, 'Fever and a cough.'),
  pair('short', 'vague', GOUT, 'Pain in a joint.'),
  pair('short', 'vague', BURN, 'Cool it with water.'),
  pair('short', 'vague', ANEMIA, 'Tiredness.'),
  pair('short', 'vague', WATER, 'Drink water.'),
  pair('short', 'vague', ACNE, 'Blocked pores.'),
  pair('short', 'vague', CHICKENPOX, 'Yes.'),
  pair('short', 'vague', SPRAIN, 'Some weeks.'),

  pair('off topic', 'wrong', FLU, 'The capital of the country lies on a river and has many bridges.'),
  pair('off topic', 'wrong', GOUT, 'Itchy eyes, sneezing and a blocked nose in spring.'),
  pair('off topic', 'wrong', BURN, 'Eat more fiber and walk every day to help the bowel.'),
  pair('off topic', 'wrong', ANEMIA, 'A painful blister on the lip that heals within days.'),
  pair('off topic', 'wrong', FEVER, 'The heart pumps blood through the vessels of the whole body.'),
  pair('off topic', 'wrong', ACNE, 'Smoking for years harms the lungs and narrows the airways.'),
  pair('off topic', 'wrong', WATER, 'Wash your hands often and stay away from people who cough.'),
  pair('off topic', 'wrong', MIGRAINE, 'It is treated with a cream twice a day.'),

  pair('copied question', 'wrong', FLU, 'What are signs of the flu?'),
  pair('copied question', 'wrong', GOUT, 'Signs of gout are the signs of gout.'),
  pair('copied question', 'wrong', BURN, 'What should I do about a small burn? A small burn.'),
  pair('copied question', 'wrong', ANEMIA, 'Iron deficiency anemia signs are signs of iron deficiency anemia.'),

  pair('empty', 'wrong', FLU, ''),
  pair('empty', 'wrong', GOUT, ' \n '),
  pair('empty', 'wrong', BURN, '...'),
  pair('empty', 'wrong', ANEMIA, 'the of and it is'),

  pair('cut', 'vague', FLU, 'Sudden fever, aching muscles, a dry cough and great', true),
  pair('cut', 'vague', BURN, 'Hold it under cool running water for 20 minutes. Do not use ice or', true),
  pair('cut', 'vague', GOUT, 'Sudden strong pain in one joint, often the big toe, with', true),
  pair('cut', 'wrong', ACNE, 'The heart is a muscle that pumps the', true),

  pair(
    'rambling',
    'wrong',
    ANEMIA,
    'Tiredness, a rash, fever, a runny nose, a stiff neck, swollen legs, joint pain, itching, thirst, weight loss, a hoarse voice, hair loss and night sweats.',
  ),
  pair(
    'rambling',
    'wrong',
    FLU,
    'fever fever fever fever fever fever fever fever fever fever fever fever fever fever fever fever fever fever fever fever',
  ),
  pair(
    'rambling',
    'wrong',
    GOUT,
    'Pain in the chest, pain in the back, sneezing, coughing, hair loss, hoarseness, weight loss, thirst, hunger, dizziness and a rash.',
  ),
  pair(
    'rambling',
    'wrong',
    WATER,
    'Water is a liquid. Water is a liquid that is wet. Water is a liquid that is wet and clear and found in rivers, lakes, clouds and seas.',
  ),

  pair('partly wrong', 'wrong', FLU, 'A slow heartbeat, itchy eyes, hair loss and a dry cough.'),
  pair('partly wrong', 'wrong', ANEMIA, 'Red cheeks, fever, warm hands, strong nails and a good appetite.'),
  pair('partly wrong', 'vague', GOUT, 'Pain, swelling and redness.'),
  pair('partly wrong', 'vague', MIGRAINE, 'No, it runs in families.'),

  // Where counting words is expected to fail.
  pair(
    'hard',
    'matches',
    FLU,
    'Fever that does not go down, aching muscles, a dry cough and great tiredness; gone in 7 days.',
  ),
  pair(
    'hard',
    'matches',
    FLU,
    'Sudden fever, aching muscles, dry cough and tiredness. Most are well after 5 to 7 days.',
  ),
  pair('hard', 'wrong', BURN, `${BURN.reference} Then rub in toothpaste.`),
  pair('hard', 'wrong', ACNE, 'Hormones let dead skin cells eat the oil, so bacteria grow blocked pores.'),
  pair(
    'hard',
    'wrong',
    GOUT,
    'Not the big toe but the heart: sudden strong pain at night, with swelling and redness in one joint.',
  ),
  pair('hard', 'vague', MIGRAINE, 'Nobody can catch it from somebody else.'),
  pair('hard', 'matches', ANEMIA, 'Fatigue, pallor, breathlessness, cool fingers and fragile nails.'),
  pair('hard', 'matches', CHICKENPOX, 'One can catch it from 2 days before the rash until all blisters have dried.'),
];
