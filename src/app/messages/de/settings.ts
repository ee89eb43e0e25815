import type { SettingWords } from '../en/settings.ts';

/** By key of the config table; what lacks is read in English. */
export const settings: Readonly<Record<string, SettingWords>> = {
  model: {
    label: 'Basismodell',
    help: 'Das Modell, von dem ausgegangen wird: mini oder small (beide gehören zu TabTune), ein Modellordner, eine GGUF-Datei oder hf:owner/name vom Hugging Face Hub.',
  },
  doubleQuant: {
    label: 'Doppelte Quantisierung',
    help: 'Speichert auch die Skalen der 4-Bit-Gewichte in 8 Bit: 0,37 Bit je Gewicht weniger, fast dieselben Werte.',
  },
  where: { label: 'Zeilen', help: 'Nur Zeilen behalten, die alle Bedingungen erfüllen.' },
  prompt: { label: 'Prompt', help: 'Was das Modell gefragt wird. {{Spalte}} steht für die Zelle dieser Spalte.' },
  completion: {
    label: 'Antwort',
    help: 'Was das Modell zu schreiben lernt. {{Spalte}} steht für die Zelle dieser Spalte.',
  },
  stratify: {
    label: 'Ausgewogen halten nach',
    help: 'Jeder Wert dieser Spalte bekommt in allen drei Teilen denselben Anteil. Ohne Angabe: zufällige Aufteilung.',
  },
  split: {
    label: 'Aufteilung',
    unit: '%',
    help: 'Anteile der Zeilen fürs Training, für die Wahl des besten Stands und für den Test am Ende.',
  },
  keepTogether: {
    label: 'Kopien in einem Teil halten',
    help: 'Zeilen mit derselben Frage, derselben langen Antwort oder fast demselben Text kommen in einen Teil, damit keine Testzeile trainiert wurde.',
  },
  keepEmpty: { label: 'Leere Zeilen behalten', help: 'Auch Zeilen verwenden, deren Frage oder Antwort leer ist.' },
  keepDuplicates: {
    label: 'Duplikate behalten',
    help: 'Auch Zeilen verwenden, deren Frage und Antwort eine frühere Zeile hat.',
  },
  keepNearDuplicates: {
    label: 'Beinahe-Duplikate behalten',
    help: 'Auch Zeilen verwenden, deren Frage und Antwort sich von einer früheren Zeile kaum unterscheiden.',
  },
  limit: {
    label: 'Zeilen je Teil',
    unit: 'Zeilen',
    help: 'Höchstens so viele Zeilen jedes Teils verwenden, gleichmäßig verteilt, zum schnellen Ausprobieren. Ohne Angabe: alle.',
  },
  maxLength: {
    label: 'Größte Länge',
    unit: 'Token',
    help: 'Längere Zeilen werden hier abgeschnitten, Prompt und Antwort zusammen. Speicher und Zeit wachsen mit.',
  },
  rank: {
    label: 'Rang',
    help: 'Breite der LoRA-Matrizen. Ein größerer Rang kann mehr Änderungen aufnehmen und macht den Adapter größer.',
  },
  alpha: { label: 'Alpha', help: 'Stärke des Adapters: Seine Ausgabe wird mit Alpha / Rang multipliziert.' },
  dropout: {
    label: 'Dropout',
    help: 'Anteil der Eingaben des Adapters, die beim Training zufällig null werden, gegen Auswendiglernen.',
  },
  targets: { label: 'Angepasste Matrizen', help: 'Die Matrizen jedes Blocks, die einen Adapter bekommen.' },
  rslora: {
    label: 'Rangstabile Skalierung',
    help: 'Multipliziert den Adapter mit Alpha / Wurzel(Rang) statt Alpha / Rang; für hohe Ränge.',
  },
  epochs: { label: 'Epochen', unit: 'Durchgänge', help: 'Wie oft jede Trainingszeile gesehen wird.' },
  learningRate: {
    label: 'Lernrate',
    help: 'Größe der Schritte an ihrem höchsten Punkt. Zu klein lernt wenig, zu groß vergisst oder zerstört.',
  },
  batchSize: {
    label: 'Batchgröße',
    unit: 'Zeilen',
    help: 'Zeilen, die zusammen durch das Modell gehen. Der Speicher wächst mit.',
  },
  gradientAccumulation: {
    label: 'Gradientenakkumulation',
    unit: 'Batches',
    help: 'Batches, deren Gradienten addiert werden, bevor sich die Gewichte ändern.',
  },
  warmupSteps: { label: 'Aufwärmen', unit: 'Schritte', help: 'Über so viele Schritte wächst die Lernrate von 0 an.' },
  schedule: {
    label: 'Verlauf',
    help: 'Wie die Lernrate nach dem Aufwärmen weitergeht: geradlinig abwärts, in einem halben Kosinus abwärts oder gleich bleibend.',
  },
  weightDecay: {
    label: 'Weight Decay',
    help: 'Zieht den Adapter gegen null: Bei jedem Schritt schrumpfen seine Gewichte um Lernrate x Weight Decay.',
  },
  maxGradNorm: {
    label: 'Gradientenbegrenzung',
    help: 'Längere Gradienten werden auf diese Länge verkürzt. 0 schaltet das ab.',
  },
  maxSteps: {
    label: 'Ende nach',
    unit: 'Schritten',
    help: 'Genau so viele Optimierungsschritte; der Verlauf wird darübergelegt. Ohne Angabe: alle Epochen.',
  },
  earlyStopping: {
    label: 'Vorzeitiges Ende',
    help: 'Beendet das Training, wenn der Validierungsverlust eine Weile nicht besser wurde. Das Ergebnis ist in jedem Fall der beste Stand.',
  },
  patience: {
    label: 'Geduld',
    unit: 'Validierungen',
    help: 'Bei vorzeitigem Ende: wie viele Validierungen hintereinander nicht besser als die beste sein dürfen, bevor das Training endet.',
  },
  seed: {
    label: 'Startwert',
    help: 'Bestimmt Aufteilung, Reihenfolge der Zeilen, erste Gewichte des Adapters und Dropout. Gleicher Startwert, gleiches Gerät: gleiche Bits.',
  },
  precision: {
    label: 'Genauigkeit',
    help: 'Zahlenformat der Rechnung: f32, f16 oder das schnellste, das diese GPU richtig rechnet (auto).',
  },
  checkpointing: {
    label: 'Gradient Checkpointing',
    help: 'Hält einen Block im Speicher und berechnet die anderen zweimal: weniger Speicher, mehr Zeit, dasselbe Ergebnis.',
  },
  loggingSteps: {
    label: 'Protokoll alle',
    unit: 'Schritte',
    help: 'Eine Zeile Fortschritt alle so viele Optimierungsschritte. In run.json steht jeder Schritt.',
  },
  saveSteps: {
    label: 'Speichern alle',
    unit: 'Schritte',
    help: 'Ein Zwischenstand alle so viele Optimierungsschritte, um nach einem Absturz weiterzumachen.',
  },
  evalSteps: {
    label: 'Validieren alle',
    unit: 'Schritte',
    help: 'Misst die Validierungszeilen alle so viele Optimierungsschritte. Ohne Angabe: nach jeder Epoche.',
  },
  predictions: {
    label: 'Vorhersagen',
    unit: 'Zeilen',
    help: 'Testzeilen, die Basis und abgestimmtes Modell zum Vergleich beantworten.',
  },
  maxNewTokens: {
    label: 'Längste Vorhersage',
    unit: 'Token',
    help: 'Längste Antwort in den Vorhersagen. Ohne Angabe: bis zur größten Länge, Prompt eingeschlossen.',
  },
  fewShot: {
    label: 'Beispiele im Prompt',
    unit: 'Beispiele',
    help: 'Misst die Basis auch mit so vielen Trainingsbeispielen im Prompt, als zweiten Vergleich. 0: nicht.',
  },
};
