// Does llama.cpp answer as golden.json says, from the GGUF files of `tabtune export`?
//
//   npm install --prefix FOLDER node-llama-cpp        # outside of this project: it brings llama.cpp prebuilt
//   node tools/export/checkLlamaCpp.mjs EXPORT --library FOLDER [--base BASE.gguf] [--tolerance 0.05] [--tolerance-q8 1]
//
// Loads every merged GGUF file of the export, and with --base (an F16 GGUF file of the base model) the GGUF adapter on it. For each prompt:
// the ids that llama.cpp's own tokenizer makes of the text, then greedy decoding on the CPU against the answers of `merged`. A step may
// differ where golden.json says that the two tokens are nearer to each other than the tolerance; after it that answer is not compared
// further. Of each step the differences between the logits of the ten best tokens are compared too.
// Exit code 1 when a file differs. The last line counts.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    library: { type: 'string' },
    base: { type: 'string' },
    tolerance: { type: 'string', default: '0.05' },
    'tolerance-q8': { type: 'string', default: '1' },
  },
});
const folder = positionals[0];
if (folder === undefined || values.library === undefined) {
  console.error('usage: checkLlamaCpp.mjs EXPORT --library FOLDER [--base BASE.gguf]');
  process.exit(2);
}
const library = resolve(values.library, 'node_modules/node-llama-cpp/dist/index.js');
const { getLlama, LlamaLogLevel } = await import(pathToFileURL(library).href);

const golden = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
const { answers } = golden.merged;
const stops = new Set(golden.stopIds);
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 2, logLevel: LlamaLogLevel.error });

const names = readdirSync(join(folder, 'gguf')).filter((name) => name.endsWith('.gguf'));
const runs = names
  .filter((name) => !name.endsWith('-lora.gguf'))
  .map((name) => ({
    label: name,
    model: join(folder, 'gguf', name),
    lora: null,
    tolerance: Number(name.includes('-q8_0') ? values['tolerance-q8'] : values.tolerance),
  }));
const lora = names.find((name) => name.endsWith('-lora.gguf'));
if (values.base !== undefined && lora !== undefined) {
  runs.push({
    label: `base + ${lora}`,
    model: values.base,
    lora: join(folder, 'gguf', lora),
    tolerance: Number(values.tolerance),
  });
}

let failed = 0;
for (const run of runs) {
  const model = await llama.loadModel({ modelPath: resolve(run.model) });
  const context = await model.createContext({
    contextSize: 512,
    threads: 2,
    ...(run.lora === null ? {} : { lora: { adapters: [{ filePath: resolve(run.lora) }] } }),
  });
  const sequence = context.getSequence();
  const total = { steps: 0, compared: 0, ties: 0, largest: 0, faults: [] };
  for (const answer of answers) {
    const ids = [...model.tokenize(answer.text, true)];
    // llama.cpp may put a BOS token before the text; here every prompt holds its own.
    if (ids.join() !== answer.promptIds.join()) total.faults.push(`"${answer.prompt}": token ids ${ids} differ`);
    await sequence.clearHistory();
    await compareAnswer(sequence, answer, run.tolerance, total);
  }
  await context.dispose();
  await model.dispose();
  const verdict = total.faults.length === 0 ? 'passed' : 'FAILED';
  if (total.faults.length > 0) failed++;
  console.log(
    `${verdict}: ${run.label}: ${total.compared} of ${total.steps} greedy tokens compared and equal but for ${total.ties} near ties; ` +
      `largest difference between logit gaps ${total.largest.toFixed(4)} (allowed ${run.tolerance})`,
  );
  for (const fault of total.faults) console.log(`  ${fault}`);
}
console.log(`${runs.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 && runs.length > 0 ? 0 : 1);

async function compareAnswer(sequence, answer, tolerance, total) {
  const steps = answer.steps.length;
  total.steps += steps;
  let at = 0;
  const outputs = sequence.evaluateWithMetadata(
    answer.promptIds,
    { probabilities: true },
    { temperature: 0, yieldEogToken: true },
  );
  for await (const { token, probabilities } of outputs) {
    if (at === steps) {
      const ended = stops.has(token) || steps === golden.maxNewTokens;
      if (!ended) total.faults.push(`"${answer.prompt}": goes on after its end with token ${token}`);
      break;
    }
    const { ids, logits } = answer.steps[at];
    const best = Math.log(probabilities.get(ids[0]));
    for (const [i, id] of ids.entries()) {
      const gap = Math.log(probabilities.get(id)) - best;
      if (!Number.isFinite(gap)) continue; // a probability of 0 in f32
      const difference = Math.abs(gap - (logits[i] - logits[0]));
      total.largest = Math.max(total.largest, difference);
      if (difference > tolerance)
        total.faults.push(`"${answer.prompt}", step ${at}: token ${id} differs by ${difference.toFixed(3)}`);
    }
    total.compared++;
    if (token !== answer.answerIds[at]) {
      const rank = ids.indexOf(token);
      const near = rank > 0 && logits[0] - logits[rank] <= tolerance;
      if (near) total.ties++;
      else total.faults.push(`"${answer.prompt}", step ${at}: token ${token}, expected ${answer.answerIds[at]}`);
      break;
    }
    at++;
  }
}
