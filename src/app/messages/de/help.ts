import type { Translation } from '../catalogue.ts';

const terms = {
  loss: {
    name: 'Verlust',
    meaning:
      'Wie sehr die richtige Antwort das Modell überrascht, in Nats je Token. 0 hieße: gar nicht. Das Training senkt ihn Schritt für Schritt. Englisch: loss.',
  },
  perplexity: {
    name: 'Perplexität',
    meaning:
      'Ungefähr: zwischen wie vielen gleich wahrscheinlichen Wörtern das Modell schwankt. Niedriger ist besser; über Wahrheit sagt sie nichts.',
  },
  lora: {
    name: 'LoRA',
    meaning:
      'Low-rank adaptation: Neben dem Modell, das unverändert bleibt, lernt eine kleine Menge neuer Zahlen. Heraus kommt eine kleine Datei, der Adapter.',
  },
  fourBit: {
    name: '4 Bit',
    meaning:
      'Jede Zahl des festen Modells ist einer von 16 Werten (NF4). Das Modell braucht ein Viertel des Speichers und antwortet fast wie zuvor.',
  },
  epoch: {
    name: 'Epoche',
    meaning: 'Ein Durchgang durch alle Zeilen des Trainingsteils. Bei 3 Epochen sieht das Modell jede Zeile dreimal.',
  },
  batch: {
    name: 'Batch',
    meaning:
      'Die Zeilen, die zusammen gerechnet werden. Batchgröße mal Akkumulation ist die Zahl der Zeilen hinter jedem Schritt.',
  },
  learningRate: {
    name: 'Lernrate',
    meaning:
      'Wie weit jeder Schritt die Zahlen verschiebt. Zu hoch: Der Verlust springt oder steigt. Zu niedrig: Es wird wenig gelernt.',
  },
  token: {
    name: 'Token',
    meaning:
      'Ein Stück Text, das das Modell als eines liest: ein kurzes Wort oder ein Teil eines längeren. Im Englischen etwa 4 Buchstaben.',
  },
  testRows: {
    name: 'Testzeilen',
    meaning:
      'Zeilen, die vor dem Training beiseitegelegt werden. Das Modell lernt nie aus ihnen; so zeigen sie, was es aus neuen Fragen macht.',
  },
};

export const help: Translation<'help'> = {
  title: 'Begriffe auf dieser Seite',
  intro: 'Dieselben Erklärungen stehen hinter der gepunkteten Linie, wo ein Wort zum ersten Mal gebraucht wird.',
  terms,
  what: { epoch: 'Was ist eine Epoche?', batch: 'Was ist ein Batch?', learningRate: 'Was ist die Lernrate?' },
  on: (term) => ({ label: `${terms[term].name}: Was ist das?`, meaning: terms[term].meaning }),
};
