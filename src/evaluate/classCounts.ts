import type { JudgedClass, Judgement } from './judge.ts';

export type ClassCounts = Readonly<Record<JudgedClass, number>>;

export function countClasses(judged: readonly Pick<Judgement, 'class'>[]): ClassCounts {
  const count = (name: JudgedClass) => judged.filter((judgement) => judgement.class === name).length;
  return { matches: count('matches'), vague: count('vague'), wrong: count('wrong') };
}
