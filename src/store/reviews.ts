import { create } from 'zustand';
import { mergeSheets } from '../run/review/mergeSheets.ts';
import type {
  AnswerModel,
  AnswerPlace,
  PersonClass,
  ReviewSheet,
  RunReview,
  Verdict,
} from '../run/review/reviewRecord.ts';
import { NO_REVIEW } from '../run/review/reviewRecord.ts';
import { track } from './activity.ts';
import { engineWorker } from './workers.ts';

/** What people changed about the judging of each run, by its id; kept beside the run. */
interface Reviews {
  readonly of: Readonly<Record<string, RunReview>>;
  /** What `undoReview` goes back to, the last one at the end. */
  readonly before: Readonly<Record<string, readonly RunReview[]>>;
  /** Ids of runs whose review this browser would not keep. */
  readonly unsaved: ReadonlySet<string>;
}

const MOST_UNDONE = 100;

export const useReviews = create<Reviews>(() => ({ of: {}, before: {}, unsaved: new Set() }));

/** `id` null: a run that nobody can review here. */
export function reviewOf(reviews: Pick<Reviews, 'of'>, id: string | null): RunReview {
  return (id === null ? undefined : reviews.of[id]) ?? NO_REVIEW;
}

/** Reads what is kept of a run's review, unless it is here already. */
export function loadReview(id: string): void {
  if (useReviews.getState().of[id] !== undefined) return;
  void track(load()).catch(() => undefined);

  async function load(): Promise<void> {
    const kept = await engineWorker().call((api) => api.review(id));
    if (useReviews.getState().of[id] !== undefined) return;
    put(id, kept);
  }
}

/** A person's verdict on an answer; null: back to the rule's. */
export function checkAnswer(id: string, place: AnswerPlace, said: PersonClass | null): void {
  const { index, model } = place;
  change(id, (review) => {
    const others = review.checks.filter((check) => check.index !== index || check.model !== model);
    const check = said && { index, model, class: said, at: new Date().toISOString() };
    return { ...review, checks: check ? [...others, check] : others };
  });
}

/** Other constants of the text rule; null: the run's own. */
export function setRule(id: string, rule: RunReview['rule']): void {
  change(id, (review) => ({ ...review, rule }));
}

/** A reviewer's verdict in the studio's blind mode. */
export function judgeBlind(id: string, reviewer: string, verdict: Verdict): void {
  change(id, (review) => {
    const own = review.sheets.find((sheet) => sheet.reviewer === reviewer);
    const same = ({ index, model }: { index: number; model: AnswerModel }) =>
      index === verdict.index && model === verdict.model;
    const verdicts = [...(own?.verdicts ?? []).filter((one) => !same(one)), verdict];
    return { ...review, sheets: mergeSheets(review.sheets, [{ reviewer, fileName: null, blind: true, verdicts }]) };
  });
}

export function addSheets(id: string, sheets: readonly ReviewSheet[]): void {
  change(id, (review) => ({ ...review, sheets: mergeSheets(review.sheets, sheets) }));
}

export function removeSheet(id: string, reviewer: string): void {
  change(id, (review) => ({ ...review, sheets: review.sheets.filter((sheet) => sheet.reviewer !== reviewer) }));
}

/** Takes the last change back. */
export function undoReview(id: string): void {
  const { before } = useReviews.getState();
  const steps = before[id] ?? [];
  const last = steps.at(-1);
  if (last === undefined) return;
  useReviews.setState({ before: { ...before, [id]: steps.slice(0, -1) } });
  put(id, last);
  save(id, last);
}

function change(id: string, make: (review: RunReview) => RunReview): void {
  const reviews = useReviews.getState();
  const now = reviewOf(reviews, id);
  const steps = [...(reviews.before[id] ?? []), now].slice(-MOST_UNDONE);
  useReviews.setState({ before: { ...reviews.before, [id]: steps } });
  const next = make(now);
  put(id, next);
  save(id, next);
}

function put(id: string, review: RunReview): void {
  useReviews.setState(({ of }) => ({ of: { ...of, [id]: review } }));
}

/** Saves come one after another, so that the last one stays. */
let saving: Promise<void> = Promise.resolve();

function save(id: string, review: RunReview): void {
  saving = track(saving.then(keep));

  async function keep(): Promise<void> {
    const kept = await engineWorker()
      .call((api) => api.changeAbout(id, { review }))
      .then(() => true)
      .catch(() => false);
    useReviews.setState(({ unsaved }) => {
      if (unsaved.has(id) !== kept) return {};
      const others = [...unsaved].filter((one) => one !== id);
      return { unsaved: new Set(kept ? others : [...others, id]) };
    });
  }
}
