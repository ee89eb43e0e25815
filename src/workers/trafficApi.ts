/** One request as the browser's own resource timing tells it; `startMs` counts from the Unix epoch. */
export interface RequestRecord {
  readonly url: string;
  /** What asked for it: script, css, fetch, … */
  readonly kind: string;
  readonly startMs: number;
  /** Of the answer, unpacked; 0 where the browser does not say. */
  readonly sizeBytes: number;
}

/** Something that the security policy stopped: `directive` is the rule, `target` what it was aimed at. */
export interface StoppedRecord {
  readonly directive: string;
  readonly target: string;
}

/** What a realm says of its traffic; a worker's messages of this kind stand beside the answers to its calls. */
export interface TrafficReport {
  readonly requests: readonly RequestRecord[];
  readonly stopped: readonly StoppedRecord[];
}
