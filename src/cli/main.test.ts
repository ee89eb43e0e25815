import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapterConfigJson, writeAdapter } from '../formats/peft.ts';
import { main } from './main.ts';
import { type FakeIo, fakeIo } from './testing/fakeIo.ts';

let io: FakeIo;
beforeEach(() => {
  io = fakeIo();
});
afterEach(() => io.remove());

const write = (name: string, text: string) => writeFileSync(join(io.cwd, name), text);
const line = (prompt: string, completion: string) => `${JSON.stringify({ prompt, completion })}\n`;

const TABLE = `kind,question,answer\n${Array.from({ length: 30 }, (_, i) => `${i % 2 ? 'a' : 'b'},question ${i}?,answer ${i}.\n`).join('')}`;
const TEMPLATES = ['--prompt', '{{question}}', '--completion', '{{answer}}'];
const ON_TABLE = ['finetune', '--csv', 't.csv', ...TEMPLATES, '--model', 'mini', '--out', 'out'];

/** The command refuses its input: exit code 2, this message on stderr, nothing on stdout, no output folder. */
async function expectRefusal(argv: readonly string[], message: string | RegExp): Promise<void> {
  const code = await main(argv, io);
  const text = io.stderr.join('');
  if (typeof message === 'string') expect(text).toContain(message);
  else expect(text).toMatch(message);
  expect(text).toMatch(/^(.*\n)*tabtune: /);
  expect(code).toBe(2);
  expect(io.stdout).toEqual([]);
  expect(existsSync(join(io.cwd, 'out'))).toBe(false);
}

describe('tabtune', () => {
  it('lists its commands', async () => {
    expect(await main(['--help'], io)).toBe(0);
    for (const name of ['finetune', 'evaluate', 'generate', 'trace', 'bench', 'devices']) {
      expect(io.stdout.join('')).toContain(`\n  ${name} `);
    }
  });

  it('without a command shows the same and exits with 2', async () => {
    expect(await main([], io)).toBe(2);
  });

  it.each(['finetune', 'evaluate', 'generate', 'trace', 'bench', 'devices'])(
    '%s --help lists its flags',
    async (name) => {
      expect(await main([name, '--help'], io)).toBe(0);
      expect(io.stdout.join('')).toContain('--device auto|software|NAME');
      expect(io.stdout.join('')).toContain(`tabtune ${name}`);
    },
  );

  it('names every flag of the plan in the help of finetune', async () => {
    await main(['finetune', '--help'], io);
    const flags =
      'csv where prompt completion stratify split train validation test model out rank alpha dropout target init epochs lr batch-size grad-accum ' +
      'warmup-steps schedule weight-decay max-grad-norm max-length precision checkpointing double-quant logging-steps save-steps eval-steps ' +
      'max-steps limit seed resume predictions json device';
    for (const flag of flags.split(' ')) expect(io.stdout.join(''), flag).toContain(`  --${flag}`);
  });

  it('prints its version', async () => {
    expect(await main(['--version'], io)).toBe(0);
    expect(io.stdout.join('')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['train'], 'unknown command "train". Use one of: finetune, evaluate'],
    [['export'], '--out: is missing. Name a folder.'],
    [['finetune', '--dropuot', '0'], 'unknown flag --dropuot. Did you mean --dropout?'],
  ])('refuses %j', async (argv, message) => expectRefusal(argv, message));

  it('with --device software starts itself again in the environment of SwiftShader', async () => {
    const argv = ['devices', '--device', 'software'];
    expect(await main(argv, io)).toBe(0);
    expect(io.restarts.map((restart) => restart.argv)).toEqual([argv]);
    expect(io.restarts[0]?.environment).toHaveProperty('LD_LIBRARY_PATH');
  });
});

describe('finetune refuses', () => {
  it.each([
    [['--lr', '1e-4,2'], '--lr: 2 is not allowed. Give a number from 1e-8 to 1.'],
    [['--batch-size', '2,2'], '--batch-size: 2 stands there twice. Give each value once.'],
    [['--stop-losers'], '--stop-losers: only applies to several trials. Give several values, such as --lr 1e-4,1e-3.'],
    [['--lr', Array.from({ length: 65 }, (_, i) => `${i + 1}e-4`).join()], 'trials: 65 trials. Give 1 to 64 pairs'],
    [['--precision', 'f8'], '--precision: "f8" is not allowed'],
    [['--lr', '0'], '--lr: 0 is not allowed. Give a number from 1e-8 to 1.'],
    [['--target', 'q'], '--target: "q" is not allowed. Give one or more of q_proj'],
    [['--split', '90,10'], '--split: "90,10" is not allowed. Give three percentages above 0 that make 100'],
    [['--train', 'a.jsonl'], '--csv: cannot be given together with --train, --validation or --test'],
    [['--where', 'kind'], '"kind" is not a condition. Write column=value'],
    [['--where', 'kind=c'], 't.csv, filter: no row meets "kind=c". Most frequent values: a (15), b (15).'],
    [['--where', 'sort=a'], /t\.csv, filter: .*"sort"/],
    [['--stratify', 'sort'], /t\.csv, stratify: .*"sort"/],
    [['--max-length', '8'], 'train part: In all 24 rows the prompt alone fills the maximum length of 8 tokens'],
    [['--init', 'nowhere'], /--init .*nowhere: there is no such folder/],
  ])('%j', async (more, message) => {
    write('t.csv', TABLE);
    await expectRefusal([...ON_TABLE, ...more], message);
  });

  it.each([
    ['model.gguf', '--model model.gguf: there is no such file'],
    ['nowhere', '--model nowhere: there is no such folder'],
    ['t.csv', '--model t.csv: is a file, not a folder'],
    ['.', 'config.json is missing'],
  ])('--model %s', async (model, message) => {
    write('t.csv', TABLE);
    await expectRefusal(['finetune', '--csv', 't.csv', ...TEMPLATES, '--out', 'out', '--model', model], message);
  });

  it('a run without rows, or without a folder for its files', async () => {
    await expectRefusal(
      ['finetune', '--out', 'out'],
      'no rows were given. Give --csv FILE, or --train, --validation and --test.',
    );
    write('t.csv', TABLE);
    await expectRefusal(['finetune', '--csv', 't.csv'], '--out: is missing.');
  });

  it('a file that is not there, or a folder in its place', async () => {
    await expectRefusal(ON_TABLE, /--csv .*t\.csv: there is no such file/);
    mkdirSync(join(io.cwd, 't.csv'));
    await expectRefusal(ON_TABLE, /--csv .*t\.csv: is a folder, not a file/);
  });

  it('a table without the columns of the templates, by file and column', async () => {
    write('t.csv', TABLE);
    await expectRefusal(['finetune', '--csv', 't.csv', '--out', 'out'], /t\.csv, --prompt: there is no column "qtype"/);
  });

  it('an unclosed quote, by file, row and column', async () => {
    write('t.csv', `${TABLE}a,"never closed,x\n`);
    await expectRefusal(ON_TABLE, /t\.csv, row 32, column "question"/);
  });

  it('an empty table', async () => {
    write('t.csv', '');
    await expectRefusal(ON_TABLE, /t\.csv: .*empty/);
  });

  it('JSONL parts that are incomplete, malformed, or come with flags for tables', async () => {
    const parts = ['--train', 'a.jsonl', '--validation', 'b.jsonl', '--test', 'c.jsonl', '--out', 'out'];
    await expectRefusal(['finetune', '--train', 'a.jsonl', '--out', 'out'], '--validation and --test are missing');
    await expectRefusal(['finetune', ...parts, '--split', '70,20,10'], '--split: only applies to --csv');
    write('a.jsonl', line('p', 'c'));
    write('b.jsonl', `${line('p', 'c')}{"prompt": "p"}\n`);
    write('c.jsonl', line('p', 'c'));
    await expectRefusal(['finetune', ...parts], 'b.jsonl: line 2: has no "completion"');
    write('b.jsonl', 'nonsense\n');
    await expectRefusal(['finetune', ...parts], 'b.jsonl: line 1: not valid JSON');
  });

  it('to resume where nothing was left unfinished', async () => {
    await expectRefusal(
      ['finetune', '--resume', 'nowhere'],
      /--resume .*nowhere: holds no checkpoint of an unfinished run/,
    );
  });
});

describe('the other commands refuse', () => {
  it('a question file without questions, by line', async () => {
    write('q.jsonl', '{"prompt":"a"}\n{"question":"b"}\n');
    const argv = ['generate', '--model', 'mini', '--data', 'q.jsonl'];
    await expectRefusal(argv, 'q.jsonl: line 2: has no "prompt" text');
    write('q.jsonl', '');
    await expectRefusal(argv, 'q.jsonl: the file is empty');
  });

  it('rows that are not UTF-8, by line', async () => {
    writeFileSync(join(io.cwd, 'x.jsonl'), Uint8Array.from([...new TextEncoder().encode(line('p', 'c')), 0xe9]));
    for (const command of ['evaluate', 'generate']) {
      await expectRefusal([command, '--model', 'mini', '--data', 'x.jsonl'], 'x.jsonl: line 2: byte');
    }
  });

  it('rows longer than the model reads, before the GPU is asked for', async () => {
    write('x.jsonl', line('p', 'word '.repeat(3000)));
    const argv = ['evaluate', '--model', 'mini', '--data', 'x.jsonl', '--max-length', '4096'];
    await expectRefusal(argv, /the longest row has \d+ tokens, but this model reads 1024\. Give 1024 or less\./);
  });

  it('an adapter of another model, naming the one it was made for', async () => {
    write('x.jsonl', line('p', 'c'));
    const lora = { rank: 2, alpha: 4, dropout: 0, targets: ['q_proj' as const], rslora: false };
    mkdirSync(join(io.cwd, 'adapter'));
    write('adapter/adapter_config.json', adapterConfigJson({ baseModel: 'other', lora }));
    const name = (part: string) => `base_model.model.model.layers.0.self_attn.q_proj.lora_${part}.weight`;
    const tensors = ['A', 'B'].map((part) => ({
      name: name(part),
      shape: part === 'A' ? [2, 1] : [1, 2],
      data: new Float32Array(2),
    }));
    writeFileSync(join(io.cwd, 'adapter', 'adapter_model.safetensors'), writeAdapter(tensors));
    const message = /--(adapter|init) adapter: the adapter does not fit this model: .* It was made for other: use it/;
    const withAdapter = ['--model', 'mini', '--adapter', 'adapter'];
    await expectRefusal(['evaluate', '--data', 'x.jsonl', ...withAdapter], message);
    await expectRefusal(['generate', '--prompt', 'a', ...withAdapter], message);
  });

  it('to write answers below a file', async () => {
    write('x.jsonl', line('p', 'c'));
    const argv = ['generate', '--model', 'mini', '--data', 'x.jsonl', '--out', 'x.jsonl/answers.jsonl'];
    await expectRefusal(argv, /--out .*: .*x\.jsonl is a file, not a folder\. Choose another place\./);
  });

  it('to replace a file of answers that is there', async () => {
    write('a.jsonl', 'x');
    const argv = ['generate', '--model', 'mini', '--data', 'q.jsonl', '--out', 'a.jsonl'];
    await expectRefusal(argv, '--out a.jsonl: is there already');
  });

  it.each([
    [['evaluate', '--model', 'mini'], '--data: is missing'],
    [['evaluate', '--model', 'mini', '--data', 'x.jsonl'], 'x.jsonl: there is no such file'],
    [['generate', '--model', 'mini'], 'no question was given. Give --prompt TEXT or --data FILE.jsonl.'],
    [['generate', '--prompt', 'a', '--data', 'b'], '--prompt and --data exclude each other'],
    [
      ['generate', '--prompt', 'a', '--temperature', '3'],
      '--temperature: 3 is not allowed. Give a number from 0 to 2.',
    ],
    [['generate', '--prompt', 'a', '--top-p', '0'], '--top-p: 0 is not allowed. Give a number from 0.01 to 1.'],
    [['generate', '--prompt', 'a', '--adapter-strength', '0.5'], '--adapter-strength: only applies to --adapter'],
    [['evaluate', '--data', 'x.jsonl', '--train', 'y.jsonl'], '--train: only applies to --few-shot'],
    [['evaluate', '--data', 'x.jsonl', '--few-shot', '2'], '--train: is missing'],
    [['generate', '--prompt', ' ', '--model', 'mini'], '--prompt: is empty'],
    [['generate', '--prompt', 'a', '--model', 'mini', '--adapter', 'x'], '--adapter x: there is no such folder'],
    [['generate', '--prompt', 'a', '--max-new-tokens', '0'], '--max-new-tokens: 0 is not allowed'],
    [['bench'], 'nothing to measure was named'],
    [['bench', 'attention', '--tokens', '0'], '--tokens: "0" is not allowed. Give whole numbers from 1 to 65536'],
    [['bench', 'ops', '--tokens', '12,x'], '--tokens: "x" is not allowed'],
    [['bench', 'step', '--rank', '0'], '--rank: "0" is not allowed. Give whole numbers from 1 to 512'],
    [['bench', 'step', '--batch-size', '2,999'], '--batch-size: "999" is not allowed'],
    [['bench', 'decode', '--sequences', '0'], '--sequences: "0" is not allowed'],
    [['bench', 'matmul', '--size', '7x8'], '--size: "7x8" is not allowed. Give rows x outputs x inputs'],
    [['bench', 'matmul', '--weight', 'int8'], '--weight: "int8" is not allowed'],
    [['bench', 'step', '--model-shape', 'gpt'], '--model-shape: "gpt" is not a known shape'],
    [['bench', 'fly'], 'unknown measurement "fly"'],
    [['bench', 'step', '--steps', '0'], '--steps: "0" is not allowed. Give a whole number from 1 to 1000.'],
    [['trace'], '--case: is missing'],
    [['trace', '--case', '.', '--out', 'x'], 'holds no case.json'],
  ])('%j', async (argv, message) => expectRefusal(argv, message));
});
