// Models whose algorithm is known, from their ideal responses to a report: the verdict is the one that they
// must come to, and the report is the one that test/fixture/reports keeps for pages, terminals and the
// editor. After a change that is meant, `npx vitest run test/analysis/compared.test.ts -u` writes them anew.
import { expect, test } from 'vitest';
import { reportJson } from '../../src/report/json.ts';
import { explanationOf } from '../../src/words/report.ts';
import { fixture } from '../support/fixture.ts';
import { told } from '../support/idealReports.ts';
import { findings, stories } from '../support/idealStories.ts';
import { share } from '../support/share.ts';

/** Name of the report -> its verdict, and how it is explained. */
const cases: readonly (readonly [string, string, RegExp])[] = [
  ['different', 'different', /1a holds \{a, b\} at `b` .*2a holds it nowhere .*, but \{a, c\}/],
  ['same', 'same interpretation', /^Both hold \{a, b\} and \{c, d\}: .* at `b` .* at `,`/],
  ['indistinguishable', 'indistinguishable', /^No interchange tells .*; both hold \{a, b\}/],
  ['inconclusive', 'inconclusive', /^Neither .* holds a set of variables by itself/],
  ['undecided', 'inconclusive', /^Whether sums-gpt2-1a holds \{a, b\} .* is undecided;/],
  [
    'unreadable',
    'inconclusive',
    /; unsure shows it at 0\.\d\d at most, but cannot be read at this granularity, so whether/,
  ],
  ['straddling', 'inconclusive', /^It is open whether they are apart: .* holds it less purely/],
  ['too-few-pairs', 'inconclusive', /^Too few different pairs \(8;/],
  ['controls-overlap', 'inconclusive', /^Without the failed controls .* would be `different`:/],
  ['not-comparable', 'not comparable', /solves 67\.2 % of the base prompts/],
  ['unexplained', 'different', /holds it nowhere/],
  [
    'survey',
    'inconclusive',
    /^A first look: .* Survey of 8 pairs at \d+ of 19 and \d+ of 25 cuts; unfinished\. Profiles and distances are not measured yet\.$/,
  ],
  [
    'so-far',
    'same interpretation',
    /^So far: Both hold .*; 16, 32, 64 and 128 pairs at 5 cuts; unfinished\.$/,
  ],
  [
    'settled',
    'different',
    /holds it nowhere .* 16, 32 and 64 pairs at \d+ and \d+ cuts; settled\.$/,
  ],
  [
    'budget',
    'none',
    /^sums-gpt2-18 holds .*; stopped: the budget of work is spent\. A larger budget/,
  ],
  ['interpret', 'none', /^sums-gpt2-1a holds \{a, b\} at `b` and \{c, d\} at `d` after block 0\./],
];

test.each(share(cases, 6))('%s: %s', async (name, verdict, explanation) => {
  const report = await told(stories[name]);
  expect(explanationOf(report)).toMatch(explanation);
  expect(report.kind === 'compare' ? report.verdict : 'none').toBe(verdict);
  await expect(reportJson(report)).toMatchFileSnapshot(fixture(`reports/${name}.json`));
});

test('every story has its row', () => {
  expect(cases.map(([name]) => name).sort()).toEqual(Object.keys(stories).sort());
});

/** What else two models are seen to do -> how it is said. */
test.each([
  ['no more', /sums-gpt2-1a holds \{c, d\} at `d` .*; half-gpt2-1a holds it nowhere \([^)]*\)\. /],
  ['none held', /^Neither sums-gpt2-1a nor sums-gpt2-1b holds a set of variables by itself/],
] as const)('seen: %s', async (name, explanation) => {
  expect(explanationOf(await told(findings[name]))).toMatch(explanation);
});

test('what no part explains is no label, and said of its site', async () => {
  const { models } = await told(stories.unexplained);
  const at = (cut: number, span: string) =>
    models[0].sites!.find((site) => site.cut === cut && site.span === span && !site.onward)!;
  for (const site of [at(1, ','), at(2, '=')]) {
    expect(site.strength).toBeGreaterThan(0.05);
    expect(site.unexplained).toBeGreaterThan(0.35);
    expect(site.label).toBeNull();
  }
  expect(at(1, 'b').label).toEqual(['a', 'b']);
});
