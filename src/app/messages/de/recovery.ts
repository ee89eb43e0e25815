import { formatNumber } from '../../../lib/format.ts';
import type { Translation } from '../catalogue.ts';

export const recovery: Translation<'recovery'> = {
  region: 'Läufe, die dieser Browser aufbewahrt',
  name: (file, model) => `${file} mit ${model}`,
  unfinished: (name, step, total) =>
    `Der Lauf ${name} endete bei Schritt ${formatNumber(step)} von ${formatNumber(total)}.`,
  finished: (name) => `Der Lauf ${name} ist fertig und wurde nicht heruntergeladen.`,
  elsewhere: (name, step, total) =>
    `Der Lauf ${name} ist in einem anderen Tab offen, gespeichert bei Schritt ${formatNumber(step)} von ${formatNumber(total)}.`,
  finishedElsewhere: (name) => `Der Lauf ${name} ist fertig und in einem anderen Tab offen.`,
  damaged: 'Ein Lauf, der hier aufbewahrt wurde, ist nicht lesbar.',
  damagedWhy: (message) => `${message}. Alles andere funktioniert.`,
  discarded: (name) => `Der Lauf ${name} ist verworfen.`,
  discardedDamaged: 'Der beschädigte Lauf ist verworfen.',
  wants: (model) => `${model} wird dafür gebraucht und ist nicht mehr geöffnet`,
  wantsHint: 'Ein eigenes Modell wird gelesen, wo es liegt; eine neu geladene Seite muss noch einmal danach fragen.',
  openFolder: 'Seinen Ordner wählen',
  openGguf: 'Seine GGUF-Datei wählen',
  resume: 'Fortsetzen',
  keep: 'Gelerntes behalten',
  discard: 'Verwerfen',
  undo: 'Rückgängig',
  open: 'Ergebnis ansehen',
  look: 'Ansehen',
  failed: 'Das hat nicht geklappt',
  oneTab: 'Ein anderer Tab dieses Browsers trainiert gerade',
  oneTabHow:
    'Es trainiert immer nur ein Tab, damit keiner dem anderen GPU oder Speicher nimmt. Warten Sie, oder beenden Sie es dort.',
};
