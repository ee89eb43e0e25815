import { formatDecimals, formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

const onSame = (rows: number, one: string, many: string) =>
  rows === 1 ? `derselben ${one}` : `denselben ${formatNumber(rows)} ${many}`;

export const comparison: Translation<'comparison'> = {
  parts: {
    test: 'Testzeilen: im Training nie gesehen',
    validation: 'Validierungszeilen: Sie bestimmten den Adapter',
  },
  validationNote:
    'Diese Zeilen bestimmten den Schritt, der behalten wird; deshalb schmeicheln ihm ihre Werte. Es sind andere Zeilen als die oben und werden nie mit ihnen vermischt.',
  lossOf: { test: 'Testverlust', validation: 'Validierungsverlust' },
  captionOf: {
    test: (rows, tokens) =>
      `Beide Modelle auf ${onSame(rows, 'Testzeile', 'Testzeilen')}, ${formatNumber(tokens)} Token in den Antworten.`,
    validation: (rows, tokens) =>
      `Beide Modelle auf ${onSame(rows, 'Validierungszeile', 'Validierungszeilen')}, ${formatNumber(tokens)} Token in den Antworten.`,
  },
  soFar: (rows, total) =>
    `Die ersten ${formatNumber(rows)} von ${formatNumber(total)} Zeilen; die übrigen werden gerade gemessen.`,
  changed: {
    fell: (share) => `Die Perplexität fiel um ${formatPercent(share, 0)}.`,
    rose: (share) => `Die Perplexität stieg um ${formatPercent(share, 0)}.`,
    none: () => 'Keine messbare Änderung.',
  },
  outside: {
    title: 'Außerhalb wiederholter Wendungen',
    intro: (sharing, answers, words, share) =>
      `${formatNumber(sharing)} von ${formatNumber(answers)} Trainingsantworten enthalten eine Wendung aus ${formatNumber(words)} oder mehr Wörtern, die über ${formatPercent(share, 0)} von ihnen teilen. Solche Wendungen auswendig zu lernen senkt den Verlust; hier steht er ohne sie.`,
    left: (tokens, share) =>
      `${formatNumber(tokens)} Token der Antworten ausgelassen, ${formatPercent(share, 0)} von allen.`,
    nothing: 'Nichts bleibt übrig: Jedes Token der Antworten gehört zu einer wiederholten Wendung.',
    none: (words, share) =>
      `Keine Wendung aus ${formatNumber(words)} oder mehr Wörtern kommt in über ${formatPercent(share, 0)} der Trainingsantworten vor; kein auswendig gelernter Standardtext schönt also diese Werte.`,
    phrases: 'Welche Wendungen?',
    phrase: (answers) => `in ${formatNumber(answers)} ${answers === 1 ? 'Trainingsantwort' : 'Trainingsantworten'}`,
  },
  figure: (loss) => `Verlust ${formatDecimals(loss, 4)}, Perplexität ${formatPerplexity(Math.exp(loss))}`,
};
