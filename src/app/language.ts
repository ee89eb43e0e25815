import { create } from 'zustand';
import { setFormatLanguage } from '../lib/format.ts';
import { track } from '../store/activity.ts';
import { speak } from './messages/live.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Kept in the browser under this name. */
const KEPT = 'tabtune-language';

export const useLanguage = create<{ readonly language: Language }>(() => ({ language: 'en' }));

/** Changes the language of the page at once; rows, runs and settings stay as they are. */
export function chooseLanguage(language: Language): Promise<void> {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // A window that keeps nothing: the choice holds until it is closed.
  }
  return track(use(language));
}

/** The language that was chosen before, else the one that the browser asks for, else English. Never rejects. */
export async function openLanguage(): Promise<void> {
  await use(keptLanguage() ?? (/^de\b/i.test(navigator.language) ? 'de' : 'en')).catch(() => use('en'));
}

async function use(language: Language): Promise<void> {
  // English is there already; another language is fetched only where it is read.
  speak(language === 'de' ? (await import('./messages/de.ts')).german : null);
  setFormatLanguage(language);
  document.documentElement.lang = language;
  useLanguage.setState({ language });
}

function keptLanguage(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    return LANGUAGES.find((language) => language === kept);
  } catch {
    return undefined;
  }
}
