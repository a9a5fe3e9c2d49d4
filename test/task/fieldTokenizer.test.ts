// The tokenizer of test/fixture/field/19-single-word-added-token against the Rust library's ids.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';

const path = new URL('../fixture/field/19-single-word-added-token/tokenizer.json', import.meta.url);
const tokenizer = makeTokenizer(JSON.parse(readFileSync(path, 'utf8')), 't', unbounded);

test.each([
  ['a<sep>b', [65, 28, 83, 69, 80, 30, 66]],
  ['a <sep> b', [65, 221, 400, 278]],
  ['<sep>b', [28, 83, 69, 80, 30, 66]],
  ['<sep>', [400]],
  ['a<|x|>  b', [65, 401, 66]],
  ['_<sep>', [63, 28, 83, 69, 80, 30]],
  ['.<sep>.', [14, 400, 14]],
])('%s', (text, ids) => {
  expect(tokenizer.ids(text, true)).toEqual(ids);
  expect(tokenizer.encode(text, true).ids).toEqual(ids);
});

test('an id that the library would not give is refused where the token stands', () => {
  const json = JSON.parse(readFileSync(path, 'utf8'));
  json.added_tokens.push({ ...json.added_tokens[1], id: 900, content: '<q>' });
  const gapped = makeTokenizer(json, 'm/tokenizer.json', unbounded);
  expect(gapped.ids('a', true)).toEqual([65]);
  expect(() => gapped.ids('a <q>', true)).toThrow(
    'm/tokenizer.json: the added token "<q>" has the id 900, the library tokenizers counts on and gives it 402',
  );
});
