import { create } from 'zustand';
import type { RunConfig } from '../run/config.ts';
import type { AuditFacts, SplitChoices, TokenChoices } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { useConfig } from './config.ts';
import { splitChoices } from './data.ts';
import { type Failure, failureOf } from './failure.ts';
import { dataWorker, siteUrl } from './workers.ts';

export type AuditState =
  | { readonly kind: 'none' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'ready'; readonly facts: AuditFacts };

export const useAudit = create<AuditState>(() => ({ kind: 'none' }));

let auditing = 0;

/** Tokenises the rows for the chosen model and counts what would be trained. */
export async function audit(): Promise<void> {
  const turn = ++auditing;
  useAudit.setState({ kind: 'working' }, true);
  const result = await track(
    dataWorker()
      .call((api) => api.audit(tokenChoices()))
      .then(
        (facts): AuditState => ({ kind: 'ready', facts }),
        (error: unknown): AuditState => ({ kind: 'failed', failure: failureOf(error) }),
      ),
  );
  if (turn === auditing) useAudit.setState(result, true);
}

export function tokenChoices(config: RunConfig = useConfig.getState()): SplitChoices & TokenChoices {
  const { model, maxLength } = config;
  return { ...splitChoices(config), model, maxLength, modelsUrl: siteUrl('models/') };
}
