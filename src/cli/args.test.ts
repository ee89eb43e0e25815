import { describe, expect, it } from 'vitest';
import { parseArguments } from './args.ts';
import { HELP_OPTION, JSON_OPTION, settingOptions } from './options.ts';

const options = [...settingOptions(), JSON_OPTION, HELP_OPTION];
const parse = (...argv: string[]) => parseArguments(argv, options);

describe('parseArguments', () => {
  it('reads values, repeated values and switches', () => {
    const args = parse('--rank', '16', '--where', 'a=1', '--where=b=2', '--json');
    expect(args.config().rank).toBe(16);
    expect(args.config().where).toEqual(['a=1', 'b=2']);
    expect(args.has('json')).toBe(true);
    expect(args.givenSettings()).toEqual({ rank: 16, where: ['a=1', 'b=2'] });
  });

  it('takes a negative number as a value, so that the message is about the value', () => {
    expect(() => parse('--rank', '-1').config()).toThrow(
      '--rank: -1 is not allowed. Give a whole number from 1 to 256.',
    );
  });

  it.each([
    [['--rnak', '8'], 'unknown flag --rnak. Did you mean --rank?'],
    [['--zzzzzzzzzz'], 'unknown flag --zzzzzzzzzz. Use --help to see the flags.'],
    [['-x'], 'unknown flag -x.'],
    [['--rank'], '--rank: needs a value. Write --rank N.'],
    [['--rank', '--json'], '--rank: needs a value.'],
    [['--rank', '8', '--rank', '9'], '--rank: was given twice.'],
    [['--json=yes'], '--json: takes no value, but got "yes"'],
    [['symptoms'], 'unexpected argument "symptoms".'],
    [['--no-json'], 'unknown flag --no-json'],
  ])('refuses %j', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });

  it('lets a value begin with dashes when it is joined to its flag', () => {
    expect(parse('--prompt=--{{x}}').config().prompt).toBe('--{{x}}');
  });
});

describe('the help of a setting', () => {
  const help = (flag: string) => options.find((option) => option.flag === flag)?.help ?? '';

  it('holds range, unit and default of the table', () => {
    expect(help('rank')).toContain('[1 to 256; default 8]');
    expect(help('lr')).toContain('[1e-8 to 1; default 1e-4]');
    expect(help('max-length')).toContain('[8 to 131072; tokens; default 512]');
    expect(help('schedule')).toContain('[linear|cosine|constant; default linear]');
    expect(help('prompt')).toContain('[default Question type: {{qtype}}\\nQuestion: {{Question}}]');
    expect(help('eval-steps')).not.toContain('default');
  });
});
