import { expect, it } from 'vitest';
import { licenceOf } from './licence.ts';

it.each([
  ['---\nlicense: apache-2.0\nlanguage: en\n---\n# Card', 'apache-2.0'],
  ['---\r\nlanguage: en\r\nlicense: "mit"\r\n---\r\n', 'mit'],
  ['---\nlicense: other\nlicense_name: llama3.2\n---\n', 'llama3.2'],
  ['---\nlicense: other\n---\n', 'other'],
  ['---\nlicense:\n---\n', null],
  ['---\ntags: [a]\n---\nlicense: mit', null],
  ['# Card\nlicense: mit', null],
])('the licence of %j is %j', (readme, licence) => expect(licenceOf(readme)).toBe(licence));
