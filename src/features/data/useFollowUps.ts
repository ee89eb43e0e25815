import { useEffect } from 'react';
import { useConfig } from '../../store/config.ts';
import type { Prepared } from '../../store/data.ts';
import { checkLeaks } from '../../store/leaks.ts';
import { measure } from '../../store/measure.ts';
import { forgetRow, refreshRow } from '../../store/pickedRow.ts';
import type { FileFacts } from '../../workers/dataApi.ts';

/** What follows once rows were prepared: the row that is shown, copies between the parts, lengths in tokens. */
export function useFollowUps(file: FileFacts, prepared: Prepared): void {
  const model = useConfig((config) => config.model);
  const preparation = prepared.kind === 'ready' ? prepared.preparation : null;
  // A row can be looked at although the rows cannot be split.
  const settled = prepared.kind === 'working' ? null : prepared;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another file has other rows
  useEffect(forgetRow, [file]);
  useEffect(() => {
    if (settled !== null) refreshRow();
  }, [settled]);
  useEffect(() => {
    if (preparation !== null) void checkLeaks();
  }, [preparation]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store reads the model
  useEffect(() => {
    if (preparation !== null) void measure();
  }, [preparation, model]);
}
