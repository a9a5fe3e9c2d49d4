// `npm test -- WORD`: a word that is a folder of test/ means all of it and nothing else.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filterOf, hasFiles, subjects } from '../../scripts/subjects.mjs';

const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => `test/${path}`);
const filesOf = (word: string) => files.filter((path) => path.includes(filterOf(word)));

/** Words that are in the names of other subjects' files too. */
test.each(['report', 'task', 'page', 'checkpoint'])('%s is a subject', (word) => {
  const own = files.filter((path) => path.startsWith(`test/${word}/`));
  expect(own.length).toBeGreaterThan(0);
  expect(filesOf(word)).toEqual(own);
  expect(files.filter((path) => path.includes(word)).length).toBeGreaterThan(own.length);
});

test('any other word is a part of paths', () => {
  expect(filesOf('safetensors')).toContain('test/checkpoint/safetensors.test.ts');
  expect(filesOf('no-such-word')).toEqual([]);
});

test.each([
  ['no-such-word', false],
  ['host', false], // the editor runs it
  ['report', true],
  ['safetensors', true],
  ['./test/rule/subjects.test.ts', true],
  [`${process.cwd()}/test/rule/subjects.test.ts:8`, true],
])('%s has files that vitest runs: %s', (word, has) => {
  expect(hasFiles(filterOf(word))).toBe(has);
});

test('every test is of a subject', () => {
  const ofSubjects = subjects.flatMap(filesOf);
  expect(files.filter((path) => !ofSubjects.includes(path))).toEqual([]);
});
