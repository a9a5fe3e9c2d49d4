// A fleet as lines of a terminal and as CSV: a matrix where it fits, and its pairs.
import { expect, test } from 'vitest';
import { reportCsv } from '../../src/report/csv.ts';
import { reportText } from '../../src/report/text.ts';
import { cannedFleet } from '../support/cannedFleet.ts';

const names = (count: number) => Array.from({ length: count }, (_, i) => `checkpoint-${500 * i}`);

/** Models, columns -> is there a matrix, and how many pairs are listed. */
test.each([
  [3, 40, true, 3],
  [12, 80, true, 66],
  [13, 80, false, 78],
  [13, 120, true, 78],
  [20, 80, false, 100],
  [100, 80, false, 100],
])('%i models in %i columns: matrix %s, %i pairs', (models, width, isMatrix, listed) => {
  const lines = reportText(cannedFleet(names(models)), { width }).split('\n');
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(Math.max(width, 64));
  const rows = lines.filter((line) => /^\d+ +\S.*[≡=?≠/]\d\.\d\d$/.test(line));
  expect(rows.length > 0).toBe(isMatrix);
  expect(lines.filter((line) => line.includes(' · '))).toHaveLength(listed);
  const left = (models * (models - 1)) / 2 - listed;
  if (left > 0)
    expect(lines).toContain(`and ${left.toLocaleString('en')} pairs that are further apart`);
});

test('a row has the marks and distances of its model with all before it', () => {
  const text = reportText(cannedFleet(['ab-gpt2', 'ab-llama', 'bc-llama']));
  expect(text).toContain(`
                1     2
1  ab-gpt2
2  ab-llama =0.05
3  bc-llama ≠0.42 ?0.37
= same interpretation, ? inconclusive, ≠ different

= same interpretation  0.05 [0.01, 0.10]  1 ab-gpt2 · 2 ab-llama
? inconclusive         0.37 [0.33, 0.42]  2 ab-llama · 3 bc-llama
≠ different            0.42 [0.38, 0.47]  1 ab-gpt2 · 3 bc-llama
`);
});

test('models of one interpretation stand together, each class with the one to study', () => {
  const text = reportText(cannedFleet(['ab-gpt2', 'ab-llama', 'bc-llama']), { width: 100 });
  expect(text).toContain(`
interpretations
1  ab-gpt2 and ab-llama: study ab-llama in place of the other, 83,000 parameters
2  bc-llama: none is shown to compute it this way; undecided with ab-llama
`);
});

test('a model that is comparable with nobody has no distance', () => {
  const text = reportText(cannedFleet([...'abcdefgh']), { width: 80 });
  expect(text).toMatch(/^8 {2}h {5}\/ {5}\/ {5}\//m);
  expect(text).toMatch(/^\/ not comparable {26}1 a · 8 h$/m);
  expect(text).toMatch(/h solves 30\.0 % of the base prompts/);
});

test('of a run in looks each pair has its own number of prompt pairs', () => {
  const fleet = cannedFleet([...'abcdefgh']);
  const sections = fleet.sections.map((section) => {
    if (section.kind !== 'fleet') return section;
    const pairs = section.pairs.map((pair) => ({ ...pair, pairs: pair.full && 16 * (pair.b + 1) }));
    return { ...section, pairs };
  });
  const look = { level: null, cuts: [[0], [0], []], interchanges: 9 };
  const steps = [8, 16].map((pairs) => ({ ...look, pairs }));
  const looks = { level: 0.95, stopped: 'settled', looks: steps } as const;
  const text = reportText({ ...fleet, sections, looks }, { width: 80 });
  expect(text).toMatch(/^= same interpretation {2}0\.05 \[0\.01, 0\.10\] {2}n = 32 {3}1 a · 2 b$/m);
  expect(text).toMatch(/ {2}n = 112 {2}\d [a-f] · 7 g$/m);
  expect(text).toMatch(/^\/ not comparable {35}1 a · 8 h$/m);
  expect(text.replaceAll('\n', ' ')).toContain(
    'Survey of 8 pairs at 1 cut; 16 pairs at 1 cut; settled.',
  );
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('names that a terminal would obey are shown as escapes', () => {
  const text = reportText(cannedFleet(['a\u001b[31m', 'b\u202e', '\u200b']));
  for (const letter of '\u001b\u202e\u200b') expect(text).not.toContain(letter);
  expect(text).toContain('\\u{1b}[31m');
});

test('letters of two columns, of none, and of two units keep the matrix and its list within their columns', () => {
  const many = [...'abc'].map((end) => `${'模型比較'.repeat(9)}${end}`);
  const text = reportText(cannedFleet(['plain', '模型-比較', '😀é', 'e\u0301e\u0301', ...many]));
  for (const head of ['模型-比較  ', '😀é      ', 'e\u0301e\u0301       '])
    expect(text).toContain(`  ${head}`);
  const columns = (line: string) => {
    const wide = line.match(/\p{sc=Han}|\p{Emoji_Presentation}/gu) ?? [];
    return [...line.replace(/\u0301/g, '')].length + wide.length;
  };
  for (const line of text.split('\n')) expect(columns(line), line).toBeLessThanOrEqual(80);
  const rows = text.split('\n').filter((line) => /^[2-7] +\S.*\d\.\d\d$/.test(line));
  expect(rows.map(columns)).toEqual(rows.map((_, i) => columns(rows[0]) + 6 * i));
});

test('CSV has a line a pair', () => {
  const [head, ...lines] = reportCsv(cannedFleet([...'abcdefgh']))
    .trimEnd()
    .split('\r\n');
  expect(head).toBe(
    'model,with,verdict,distance,distance low,distance high,full,full low,full high,merge,merge low,merge high,set,pairs,level',
  );
  expect(lines).toHaveLength(28);
  expect(lines[0]).toBe('a,b,same interpretation,0.05,0.01,0.1,0.06,0.02,0.11,,,,"{a,b}",256,0.95');
  expect(lines[6]).toBe('a,h,not comparable,,,,,,,,,,,,');
});
