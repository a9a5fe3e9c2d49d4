import { expect, test } from 'vitest';
import { normaliseArgv, wantsJson } from '../../src/cli/argv.ts';

// Command line as typed -> as commander reads it.
test.each([
  ['compare A B', 'compare A B'],
  ['compare --json A B', 'compare --json=- A B'],
  ['compare A B --json', 'compare A B --json=-'],
  ['compare A B --json out.json', 'compare A B --json=out.json'],
  ['compare A B --json OUT.JSON', 'compare A B --json=OUT.JSON'],
  ['compare --json out.json A B', 'compare --json=out.json A B'],
  ['compare A B --json -', 'compare A B --json=-'],
  ['compare A B --json /dev/null', 'compare A B --json=/dev/null'],
  ['compare A B --html /dev/fd/63', 'compare A B --html=/dev/fd/63'],
  ['compare A B --json=result.txt', 'compare A B --json=result.txt'],
  ['compare A B --json out.html', 'compare A B --json=- out.html'],
  ['compare A B --html out.html', 'compare A B --html=out.html'],
  ['compare A B --html out.json', 'compare A B --html=- out.json'],
  ['compare A B --json --html out.html', 'compare A B --json=- --html=out.html'],
  ['compare A B --html --json out.json', 'compare A B --html=- --json=out.json'],
  ['compare --json --task t.json A B', 'compare --json=- --task t.json A B'],
  ['compare --json -- A.json B', 'compare --json=- -- A.json B'],
  ['compare -- --json A.json', 'compare -- --json A.json'],
  ['compare A B --json --x.json', 'compare A B --json=- --x.json'],
  ['', ''],
])('%s', (typed, read) => {
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  expect(normaliseArgv(words(typed))).toEqual(words(read));
});

test.each([
  [['--json'], true],
  [['--json', '/dev/stdout'], true],
  [['--json=/dev/fd/1'], true],
  [['--json', 'out.json'], false],
  [['--html'], false],
] as const)('%j: JSON on stdout %s', (typed, wants) => {
  expect(wantsJson(normaliseArgv(typed))).toBe(wants);
});
