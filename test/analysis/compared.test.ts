// Models whose algorithm is known, from their ideal responses to a report: the verdict is the one that they
// must come to, and the report is the one that test/fixture/reports keeps for pages, terminals and the
// editor. After a change that is meant, `npx vitest run test/analysis/compared.test.ts -u` writes them anew.
import { expect, test } from 'vitest';
import { reportJson } from '../../src/report/json.ts';
import { explanationOf } from '../../src/words/report.ts';
import { fixture } from '../support/fixture.ts';
import { told } from '../support/idealReports.ts';
import { findings, stories } from '../support/idealStories.ts';

/** Name of the report -> its verdict, and how it is explained. */
const cases: readonly (readonly [string, string, RegExp])[] = [
  ['different', 'different', /compute the answer differently/],
  ['same', 'same interpretation', /: the same variables at another place\./],
  ['indistinguishable', 'indistinguishable', /^No interchange tells/],
  ['inconclusive', 'inconclusive', /^No crisp intermediate was seen/],
  ['one-sided', 'inconclusive', /but only one of them shows an intermediate/],
  ['straddling', 'inconclusive', /^The interval holds the margin/],
  ['too-few-pairs', 'inconclusive', /^Too few different pairs \(8;/],
  ['controls-overlap', 'inconclusive', /^The controls overlap/],
  ['not-comparable', 'not comparable', /solves 74\.2 % of the base prompts/],
  ['unexplained', 'different', /compute the answer differently/],
  ['interpret', 'none', /^sums-gpt2-1a computes \{a, b\} and \{c, d\}/],
];

test.each(cases)('%s: %s', async (name, verdict, explanation) => {
  const report = await told(stories[name]);
  expect(report.kind === 'compare' ? report.verdict : 'none').toBe(verdict);
  expect(explanationOf(report)).toMatch(explanation);
  await expect(reportJson(report)).toMatchFileSnapshot(fixture(`reports/${name}.json`));
});

test('every story has its row', () => {
  expect(cases.map(([name]) => name).sort()).toEqual(Object.keys(stories).sort());
});

/** What else two models are seen to do -> how it is said. */
test.each([
  ['no more', /has merged \{c, d\} at `d` by cut 1; half-gpt2-1a shows nothing but \{a, b\}\./],
  ['unmatched', /at crisp `=` at cut 3 of sure acts on the answer as nothing in unsure does/],
  [
    'none in common',
    /^No interchange tells .* sums-gpt2-1b shows no crisp intermediate and brings/,
  ],
] as const)('seen: %s', async (name, explanation) => {
  expect(explanationOf(await told(findings[name]))).toMatch(explanation);
});
