import { expose } from 'comlink';
import { readZipEntry } from '../formats/zip.ts';
import { repack } from '../run/repack.ts';
import { readReview } from '../run/review/readReview.ts';
import { rowLengths } from '../run/rowLengths.ts';
import { readTokenLosses, TOKEN_LOSSES_FILE } from '../run/tokenLosses.ts';
import { trialArchive } from '../run/trialArchive.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { archiveReport } from './archiveReport.ts';
import type { AuditFacts, DataApi } from './dataApi.ts';
import { createDataSession } from './dataSession.ts';
import { giveModel, openNamedModel } from './modelSource.ts';
import { sendRows } from './rowsPort.ts';
import { reportTraffic } from './traffic.ts';

/** Parses, filters, splits and tokenises off the page's thread; the rows stay here and go to engine.worker on Start. */
const session = createDataSession(async ({ model, modelsUrl }) => {
  const { tokenizerJson, tokenizerConfig, chatTemplate } = await openNamedModel(model, modelsUrl);
  return createTokenizer(tokenizerJson, tokenizerConfig, chatTemplate);
});

const api: DataApi = {
  giveModel: async (name, files) => void (await giveModel(name, files)),
  open: session.open,
  rows: session.rows,
  row: session.row,
  showProblem: session.showProblem,
  prepare: session.prepare,
  pickRow: session.pickRow,
  rowTokens: session.rowTokens,
  checkLeaks: session.checkLeaks,
  saveSplit: session.saveSplit,
  measure: session.measure,
  stopMeasuring: session.stopMeasuring,
  faultyRows: session.faultyRows,
  async audit(choices): Promise<AuditFacts> {
    const { data, audits } = await session.tokenise(choices);
    const all = Object.values(audits);
    return {
      tokens: audits.train.tokens,
      supervised: audits.train.supervised,
      longest: Math.max(...all.map(({ longest }) => longest)),
      cutRows: all.reduce((sum, { faults }) => sum + faults.cut, 0),
      lostAnswerTokens: all.reduce((sum, { lostAnswerTokens }) => sum + lostAnswerTokens, 0),
      lengths: rowLengths(data),
    };
  },
  async repack(archive, rows, review) {
    const packed = repack(new Uint8Array(await archive.arrayBuffer()), { rows, review });
    const files = packed.files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length }));
    return { archive: new Blob([packed.archive], { type: 'application/zip' }), files };
  },
  async tokenLosses(archive, index) {
    const bytes = readZipEntry(new Uint8Array(await archive.arrayBuffer()), TOKEN_LOSSES_FILE);
    return bytes === null ? null : readTokenLosses(new TextDecoder().decode(bytes), index);
  },
  async readReview(file, predictions, seed) {
    return readReview({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }, predictions, seed);
  },
  async openTrial(archive, folder) {
    const { run, events, files, archive: own } = trialArchive(new Uint8Array(await archive.arrayBuffer()), folder);
    return {
      config: run.config,
      events,
      files: files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length })),
      archive: new Blob([own], { type: 'application/zip' }),
    };
  },
  report: async (archive, format, options) =>
    archiveReport(new Uint8Array(await archive.arrayBuffer()), format, options),
  send: (choices, port) =>
    sendRows(
      port,
      session.tokenise(choices).then(({ data }) => data),
    ),
};

expose(api);
reportTraffic();
