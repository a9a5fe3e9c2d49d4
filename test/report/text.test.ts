// What a terminal shows of a report.
import { expect, test } from 'vitest';
import { sectionOf } from '../../src/protocol/sections.ts';
import { reportText } from '../../src/report/text.ts';
import { clipText, fitting, wrapText } from '../../src/report/textLayout.ts';
import { big, hostile } from '../support/cannedExtremes.ts';
import {
  cannedReports,
  controlsOverlap,
  different,
  notComparable,
  settled,
  survey,
  unexplained,
} from '../support/cannedReports.ts';

test('two small models at 100 columns, side by side', () => {
  expect(reportText(different(), { width: 100 })).toMatchInlineSnapshot(`
    "sums-gpt2-1a and diffs-llama-2a on cmpsum
    Verdict: different
    sums-gpt2-1a holds {a, b} at \`b\` after block 0 (1.00); diffs-llama-2a holds it nowhere (0.00 at
    most), but {a, c} at \`c\` and {b, d} at \`d\` after block 1. Profile distance 1.00 [0.96, 1.00], margin
    0.30, 256 pairs, 13,824 interchanges at cut granularity.

    profile distance  1.00 [0.96, 1.00]  ─────────┊───────────────────━●  margin 0.30
    full distance     0.70 [0.62, 0.79]  ─────┊────────────━━━●━━━──────  margin 0.15
    merge distance    1.00 [0.96, 1.00]  ─────────────────────────────━●  unlike

    {a,b}  A 1.00 [0.96, 1.00] b · block 0  B 0.00 [0.00, 0.01]              most apart
    {c,d}  A 1.00 [0.95, 1.00] d · block 0  B 0.02 [0.00, 0.07] c · block 0
    {b,d}  A 0.01 [0.00, 0.06] = · block 1  B 1.00 [0.95, 1.00] d · block 1
    {a,c}  A 0.00 [0.00, 0.01]              B 1.00 [0.96, 1.00] c · block 1
    and 10 sets more

    A  sums-gpt2-1a: GPT-2, accuracy 100 %, 99 % on answers
    B  diffs-llama-2a: Llama, accuracy 100 %, 99 % on answers

                                          B diffs-llama-2a
    A sums-gpt2-1a                        4  ·    ·   · ·     ·     {a,b,c,d}
    3  ·   ·     · ·   ·     {a,b,c,d}    3  ·    ·   · ?     {b,d} ?
    2  ·   ?     · ·   {c,d} ?            2  ·    ·   · {a,c} {b,d} ·
    1  ·   {a,b} · ·   {c,d} ·            1  {a}▄ {b} · {a,c} {d}   ·
    0  {a} {b}   · {c} {d}   ·            0  {a}  {b} · {c}   {d}   ·
       a   b     , c   d     =               a    b   , c     d     =

    {a,b} one set holds the site   {a}▅ a mixture: weights ▁ to █   ? matters, but no part explains it
    · nothing   row 0: after the embedding, row k: after block k - 1

    controls          all 8 passed
    self-checks       all 4 passed

    How far this can be trusted: docs/calibration.md, profile, full, merge
    "
  `);
});

test('a run in looks at 100 columns: what was not measured, and the pairs of each line', () => {
  expect(reportText(settled(), { width: 100 })).toMatchInlineSnapshot(`
    "sums-gpt2-18 and diffs-llama-24 on cmpsum
    Verdict: different
    diffs-llama-24 holds {a, c} at \`c\` after block 5 (1.00); sums-gpt2-18 holds it nowhere (0.00 at
    most), but {a, b} at \`b\` and {c, d} at \`d\` after block 4. Profile distance 1.00 [0.57, 1.00], margin
    0.30, 64 pairs, 4,128 interchanges at cut granularity. Survey of 8 pairs at 13 of 19 and 17 of 25
    cuts; 16, 32 and 64 pairs at 6 and 9 cuts; settled.

    profile distance  1.00 [0.57, 1.00]  ─────────┊───────━━━━━━━━━━━━━●  margin 0.30

    {a,b}  A 1.00 [0.52, 1.00] b · block 4  B 0.01 [0.00, 0.18] c · block 4
    {c,d}  A 1.00 [0.50, 1.00] d · block 4  B 0.01 [0.00, 0.17] a · block 4
    {a,c}  A 0.00 [0.00, 0.15]              B 1.00 [0.57, 1.00] c · block 5  most apart
    {b,d}  A 0.00 [0.00, 0.15]              B 1.00 [0.51, 1.00] d · block 9
    and 10 sets more

    99.93 % intervals, so that all looks together are 95 % sure

    A  sums-gpt2-18: GPT-2, accuracy 100 %, 99 % on answers
    B  diffs-llama-24: Llama, accuracy 100 %, 99 % on answers

                                                      B diffs-llama-24
                                                         24  ·   ·   · ·     ·     {a,b,c,d}  n = 64
                                                      22-23  not measured
                                                      20-21  ·   ·   · ·     ·     {a,b,c,d}  n = 8
                                                      18-19  ·   ·   · ·     {b,d} {a,c}      n = 8
                                                         17  not measured
                                                         16  ·   ·   · ·     {b,d} {a,c}      n = 8
    A sums-gpt2-18                                       15  ·   ·   · ?     {b,d} ?          n = 64
       18  ·   ·     · ·   ·     {a,b,c,d}  n = 64    13-14  ·   ·   · {a,c} {b,d} ·          n = 8
    16-17  not measured                                  12  ·   ·   · {a,c} {b,d} ·          n = 64
       15  ·   ·     · ·   ·     {a,b,c,d}  n = 8        11  not measured
    11-14  ·   ·     · ·   {c,d} {a,b}      n = 8        10  ·   ·   · {a,c} {b,d} ·          n = 64
       10  ·   ?     · ·   {c,d} ?          n = 64        9  ·   {b} · {a,c} {d}   ·          n = 64
        9  ·   {a,b} · ·   {c,d} ·          n = 8       7-8  not measured
      7-8  not measured                                   6  ·   {b} · {a,c} {d}   ·          n = 64
      5-6  ·   {a,b} · ·   {c,d} ·          n = 64        5  {a} {b} · {c}   {d}   ·          n = 64
        4  {a} {b}   · {c} {d}   ·          n = 8         4  {a} {b} · {c}   {d}   ·          n = 8
        3  {a} {b}   · {c} {d}   ·          n = 64        3  {a} {b} · {c}   {d}   ·          n = 64
      1-2  not measured                                 1-2  not measured
        0  {a} {b}   · {c} {d}   ·          n = 64        0  {a} {b} · {c}   {d}   ·          n = 64
           a   b     , c   d     =                           a   b   , c     d     =

    {a,b} one set holds the site   ? matters, but no part explains it   · nothing   row 0: after the
    embedding, row k: after block k - 1

    controls          all 8 passed
    self-checks       all 4 passed

    How far this can be trusted: docs/calibration.md, profile, full, merge
    "
  `);
});

test('a survey at 60 columns: no numbers between the models, no verdict', () => {
  expect(reportText(survey(), { width: 60 })).toMatchInlineSnapshot(`
    "sums-gpt2-18 and diffs-llama-24 on cmpsum
    no verdict yet
    A first look: sums-gpt2-18 holds {a, b} at \`b\` after block 4
    (1.00); diffs-llama-24 holds it nowhere (0.00 at most), but
    {a, c} at \`c\` after block 5 and {b, d} at \`d\` after block 9.
    8 pairs, 1,440 interchanges at cut granularity. Survey of 8
    pairs at 13 of 19 and 17 of 25 cuts; unfinished. Profiles
    and distances are not measured yet.

    A  sums-gpt2-18: GPT-2, accuracy 100 %, 99 % on answers
    B  diffs-llama-24: Llama, accuracy 100 %, 99 % on answers

    A sums-gpt2-18
       18  ·   ·     · ·   ·     {a,b,c,d}  n = 8
    16-17  not measured
       15  ·   ·     · ·   ·     {a,b,c,d}  n = 8
    11-14  ·   ·     · ·   {c,d} {a,b}      n = 8
       10  ·   ?     · ·   {c,d} {a,b}      n = 8
        9  ·   {a,b} · ·   {c,d} ·          n = 8
      7-8  not measured
      5-6  ·   {a,b} · ·   {c,d} ·          n = 8
      3-4  {a} {b}   · {c} {d}   ·          n = 8
      1-2  not measured
        0  {a} {b}   · {c} {d}   ·          n = 8
           a   b     , c   d     =        

    B diffs-llama-24
       24  ·   ·   · ·     ·     {a,b,c,d}  n = 8
    22-23  not measured
    20-21  ·   ·   · ·     ·     {a,b,c,d}  n = 8
    18-19  ·   ·   · ·     {b,d} {a,c}      n = 8
       17  not measured
       16  ·   ·   · ·     {b,d} {a,c}      n = 8
       15  ·   ·   · ?     {b,d} {a,c}      n = 8
    12-14  ·   ·   · {a,c} {b,d} ·          n = 8
       11  not measured
       10  ·   ·   · {a,c} {b,d} ·          n = 8
        9  ·   {b} · {a,c} {d}   ·          n = 8
      7-8  not measured
        6  ·   {b} · {a,c} {d}   ·          n = 8
        5  {a} {b} · {a,c} {d}   ·          n = 8
      3-4  {a} {b} · {c}   {d}   ·          n = 8
      1-2  not measured
        0  {a} {b} · {c}   {d}   ·          n = 8
           a   b   , c     d     =        

    {a,b} one set holds the site   ? matters, but no part
    explains it   · nothing   row 0: after the embedding, row k:
    after block k - 1

    self-checks       all 4 passed
    "
  `);
});

test('33 cuts x 20 spans at 110 columns: equal cuts are one line, idle spans are left out', () => {
  const lines = reportText(big(), { width: 110 }).split('\n');
  const from = lines.findIndex((line) => line.startsWith('A Llama'));
  expect(lines.slice(from, from + 11).join('\n')).toMatchInlineSnapshot(`
    "A Llama-3.2-8B-instruct-checkpoint-12000
    26-32  ·       ·        ·       ·        ·         {all}
       25  {first} {second} {place} ·        ·         {which}
       24  {first} {second} ~       ·        ·         {which}
       23  {first} {second} {place} ·        ·         {which}
       22  {first} ?        {place} ·        ·         {which}
       21  {first} {second} {place} ·        ·         {which}
       20  {first} {second} {place} {which}▃ ·         {which}
    17-19  {first} {second} {place} {which}  ·         ·
    14-16  {first} {second} {place} ?        ·         ·
       13  {first} {second} {place} {which}  ·         ·"
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
    'Verdict: not comparable\nunsolved-llama-1b solves 67.2 % of the base prompts',
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
  const report = controlsOverlap();
  const failed = sectionOf(report, 'controls')!.rows.filter(({ passed }) => !passed);
  const text = reportText(report, { width: 60 }).replace(/\n +/g, ' ');
  expect(text).toContain(`controls          failed: ${failed.map(({ name }) => name).join('; ')}`);
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
  expect(reportText(notComparable())).not.toContain('no part explains');
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
