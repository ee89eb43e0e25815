import { formatBytes, formatDuration, formatNumber } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const forms: Translation<'forms'> = {
  title: 'Andere Formen',
  intro: (base) =>
    `Für Programme, die keine Adapter laden oder ein anderes Dateiformat wollen. Der Adapter wird in voller Genauigkeit zu ${base} addiert und einmal gerundet. Zu jeder Form gehört eine README.md, die sagt, wie man sie lädt.`,
  form: 'Form',
  for: 'Für',
  size: 'Größe',
  names: {
    adapter: 'Adapter',
    merged: 'Verschmolzenes Modell, safetensors',
    'gguf-adapter': 'Adapter als GGUF',
    'gguf-f16': 'Verschmolzenes Modell als GGUF, F16',
    'gguf-q8_0': 'Verschmolzenes Modell als GGUF, Q8_0',
    nf4: 'Die Basis in 4 Bit',
  },
  purposes: {
    adapter: 'PEFT',
    merged: 'transformers, vLLM und was sonst einen Modellordner des Hugging Face Hub liest',
    'gguf-adapter': 'llama.cpp (--lora) und Ollama, neben einer GGUF-Datei der Basis',
    'gguf-f16': 'llama.cpp, Ollama und LM Studio, jede Stelle erhalten',
    'gguf-q8_0': 'llama.cpp, Ollama und LM Studio, halb so groß, fast dieselben Antworten',
    nf4: 'transformers mit bitsandbytes: womit der Adapter trainiert wurde, ohne den Adapter',
  },
  save: 'Speichern',
  saveOne: (name) => `Speichern: ${name}`,
  refused: 'Nicht aus diesem Modell',
  planning: 'Das Modell wird angesehen…',
  planFailed: 'Die anderen Formen lassen sich nicht machen',
  doubt: 'Ist das die richtige Basis?',
  missing: (model) => `Dafür wird ${model} gebraucht, das nicht mehr offen ist`,
  missingHint:
    'Ein eigenes Modell wird gelesen, wo es liegt; nach einem Neuladen muss die Seite noch einmal danach fragen.',
  openFolder: 'Seinen Ordner wählen',
  openGguf: 'Seine GGUF-Datei wählen',
  opening: 'Das Modell wird gelesen…',
  as: 'Speichern als',
  asKinds: { folder: 'Ordner', zip: 'Ein Zip' },
  asDownload: (memory) =>
    memory
      ? 'Dieser Browser gibt ein Zip heraus, im Arbeitsspeicher gemacht: bis 1 GB.'
      : 'Dieser Browser gibt ein Zip heraus. Es entsteht im Speicher, den er dieser Seite gibt; dort muss zweimal Platz dafür sein.',
  dtype: 'Gewichte des verschmolzenen Modells',
  dtypes: { F16: 'F16', BF16: 'BF16' },
  golden: 'golden.json beilegen: drei Fragen mit den Antworten, die die Dateien geben müssen',
  goldenHint: 'Das verschmolzene Modell antwortet auf der GPU, in 16 Bit: Dafür ist Platz nötig.',
  goldenLeftOut: (problem) => `golden.json wurde ausgelassen: ${problem}`,
  running: 'Ein Lauf ist im Gange. Die anderen Formen lassen sich speichern, wenn er beendet ist.',
  loading: (detail) =>
    detail === '' ? 'Das verschmolzene Modell wird geladen' : `Das verschmolzene Modell wird geladen: ${detail}`,
  asking: 'Das verschmolzene Modell wird gefragt',
  writing: (file) => `${file} wird geschrieben`,
  preparing: 'Vorbereitung',
  questions: (done, total) => `${formatNumber(done)} von ${formatNumber(total)} Fragen`,
  written: (done, total, remainingMs) =>
    `${formatBytes(done)} von ${formatBytes(total)}${remainingMs === null ? '' : `, noch etwa ${formatDuration(remainingMs)}`}`,
  cancel: 'Abbrechen',
  cancelling: 'Wird beendet…',
  cancelled: 'Beendet. Nichts davon wurde behalten.',
  failed: (name) => `${name} wurde nicht gespeichert`,
  saved: (name, sizeBytes) => `${name} gespeichert, ${formatBytes(sizeBytes)}.`,
  handedOver: (name, sizeBytes) =>
    `${name}, ${formatBytes(sizeBytes)}, wurde den Downloads des Browsers übergeben. Lassen Sie diesen Tab offen, bis es angekommen ist.`,
};
