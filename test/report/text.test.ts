// What a terminal shows of a report.
import { expect, test } from 'vitest';
import { reportText } from '../../src/report/text.ts';
import { clipText, fitting, wrapText } from '../../src/report/textLayout.ts';
import { big, hostile } from '../support/cannedExtremes.ts';
import {
  cannedReports,
  controlsOverlap,
  different,
  notComparable,
  unexplained,
} from '../support/cannedReports.ts';

test('two small models at 100 columns, side by side', () => {
  expect(reportText(different(), { width: 100 })).toMatchInlineSnapshot(`
    "sums-gpt2-1a and diffs-llama-2a on cmpsum
    Verdict: different
    sums-gpt2-1a and diffs-llama-2a compute the answer differently: causal distance 0.46 [0.39, 0.52],
    above 0.3. sums-gpt2-1a has merged {a, b} at \`b\` and {c, d} at \`d\` by cut 1; diffs-llama-2a merges
    {a, c} at \`c\` and {b, d} at \`d\` by cut 2. Granularity: cut; 13,824 interchanges over 256 pairs.

    causal distance  0.46 [0.39, 0.52]  ─────────┊──━━●━━──────────────  margin 0.30
    full distance    0.46 [0.38, 0.53]  ─────┊──────━━●━━──────────────  margin 0.15
    merge distance   1.00 [0.93, 1.00]  ────────────────────────────━━●  unlike

    A  sums-gpt2-1a: gpt2, accuracy 100 %, intermediates seen: {a,b} {c,d}
    B  diffs-llama-2a: llama, accuracy 100 %, intermediates seen: {a,c} {b,d}

    A sums-gpt2-1a                        B diffs-llama-2a
    3  ·   ·     · ·   ·     {a,b,c,d}      4  ·   ·   · ·     ·     {a,b,c,d}
    2  ·   a▄b▄  · ·   {c,d} a▅b▆           3  ·   ·   · a▄c▃  {b,d} a▅c▅
    1  ·   {a,b} · ·   {c,d} ·              2  ·   ·   · {a,c} {b,d} ·
    0  {a} {b}   · {c} {d}   ·            0-1  {a} {b} · {c}   {d}   ·
       a   b     , c   d     =                 a   b   , c     d     =

    {a,b} crisp: whole parts   a▄ hybrid: shares ▁ to █   · nothing

    controls         all 6 passed
    self-checks      all 4 passed
    "
  `);
});

test('33 cuts x 20 spans at 110 columns: equal cuts are one line, idle spans are left out', () => {
  const lines = reportText(big(), { width: 110 }).split('\n');
  const from = lines.findIndex((line) => line.startsWith('A Llama'));
  expect(lines.slice(from, from + 11).join('\n')).toMatchInlineSnapshot(`
    "A Llama-3.2-8B-instruct-checkpoint-12000            B gpt2-medium
    26-32  ·    ·    ·    {place} ·       {IO,S1,S2}    19-24  ·    ·    ·    {place} ·       {IO,S1,S2}
    21-25  {IO} ·    ·    {place} ·       {S1,S2}       16-18  {IO} ·    ·    {place} ·       {S1,S2}
       20  {IO} ·    ·    {place} S1▃S2▃  S1▅S2▅           15  {IO} ·    ·    {place} S1▃S2▃  S1▆S2▆
    12-19  {IO} ·    ·    {place} {S1,S2} ·              9-14  {IO} ·    ·    {place} {S1,S2} ·
     8-11  {IO} {S1} ·    {place} {S2}    ·               6-8  {IO} {S1} ·    {place} {S2}    ·
        7  {IO} S1▅  S1▃  {place} {S2}    ·                 5  {IO} S1▅  S1▄  {place} {S2}    ·
      0-6  {IO} ·    {S1} {place} {S2}    ·               0-4  {IO} ·    {S1} {place} {S2}    ·
           IO   and  S1   place   S2      to                   IO   and  S1   place   S2      to

    {a,b} crisp: whole parts   a▄ hybrid: shares ▁ to █   · nothing   (14 spans not shown)"
  `);
});

test.each([40, 60, 80, 120])('no line is longer than a terminal of %d columns', (width) => {
  for (const [name, make] of cannedReports) {
    const long = reportText(make(), { width })
      .split('\n')
      .filter((line) => [...line].length > width);
    expect([name, long]).toEqual([name, []]);
  }
});

test('not comparable: the gate, and neither distance nor map', () => {
  const text = reportText(notComparable(), { width: 200 });
  expect(text).toContain(
    'Verdict: not comparable\nunsolved-llama-1b solves 74.2 % of the base prompts',
  );
  expect(text).not.toMatch(/distance|crisp/);
});

test('colours only where asked for, and then nothing else differs', () => {
  const plain = reportText(different());
  const coloured = reportText(different(), { colour: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that starts a colour
  const escapes = /\u001b\[\d+m/g;
  expect(plain).not.toMatch(escapes);
  expect(coloured).toMatch(escapes);
  expect(coloured.replace(escapes, '')).toBe(plain);
});

test('strings from a file reach the terminal without control or direction characters', () => {
  const evil = '\u001b[2J\u0007\u009b31m\u202etxt';
  const reason = { code: 'said', explanation: evil, settle: evil } as const;
  const report = { ...hostile(), reason, notes: [evil] };
  expect(reportText(report)).not.toMatch(/[^\n\P{Cc}]|\p{Bidi_Control}/u);
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['😀😀😀', 3, '😀…'],
  ['比比比', 4, '比…'],
  ['e\u0301e\u0301', 2, 'e\u0301e\u0301'],
])('%s in %d columns is %s', (text, width, clipped) => {
  expect(clipText(text, width)).toBe(clipped);
});

test.each([
  ['one two three', 8, 0, ['one two', 'three']],
  ['one two three', 9, 2, ['one two', '  three']],
  ['incomprehensibilities', 8, 0, ['incompr…']],
  ['', 8, 0, ['']],
] as const)('%s in lines of %d, indented by %d', (text, width, indent, lines) => {
  expect(wrapText(text, width, indent)).toEqual(lines);
});

test('controls that failed are named', () => {
  expect(reportText(controlsOverlap(), { width: 60 })).toContain(
    'controls         failed: sums-gpt2-1a against its twin with\n' +
      '                 shuffled weights; diffs-llama-2a against\n' +
      '                 its twin with shuffled weights\n',
  );
});

test('a site that no part explains has a sign and its meaning, and long names keep their ends', () => {
  const report = unexplained();
  const name = 'llama-3-8b-instruct-distilled-checkpoint-12000';
  const models = report.models.map((model) => ({ ...model, name }));
  const lines = reportText({ ...report, models }, { width: 60 }).split('\n');
  const map = lines.findIndex((line) => line.startsWith('A llama'));
  expect(lines[0]).toMatch(/^llama.*….*12000 and llama.*….*12000 on cmpsum$/);
  expect(lines[map]).toMatch(/^A llama.*….*12000$/);
  expect(lines.slice(map + 1, map + 4).join('\n')).toMatch(/\?/);
  expect(lines.join('\n')).not.toContain('{}');
  expect(lines.join(' ')).toMatch(/\? matters, but no part\s+explains it/);
  expect(reportText(different())).not.toContain('no part explains');
});

test.each([
  ['whole', 'plain', 5, 'plain'],
  ['cut', 'plain', 3, 'pla'],
  ['wide letters take two columns', '名前ab', 5, '名前a'],
  ['no half of a wide letter', '名前', 3, '名'],
  ['no half of a letter beyond 16 bits', 'a\u{1f600}b', 3, 'a\u{1f600}'],
  ['accents take none', 'e\u0301e', 1, 'e\u0301'],
  ['nothing', 'plain', 0, ''],
  ['less than nothing', 'plain', -1, ''],
])('text that fits: %s', (_, text, columns, fits) => {
  expect(fitting(text, columns)).toBe(fits);
});
