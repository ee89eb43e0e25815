/** What a file picker offers for rows. */
export const DATA_FILES = '.csv,.tsv,.txt,.jsonl,.ndjson,.json,text/csv,application/json';
