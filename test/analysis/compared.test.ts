// Models whose algorithm is known, from their ideal responses to a report: the verdict is the one that they
// must come to, and the report is the one that test/fixture/reports keeps for pages, terminals and the
// editor. After a change that is meant, `npx vitest run test/analysis/compared.test.ts -u` writes them anew.
import { expect, test } from 'vitest';
import { reportJson } from '../../src/report/json.ts';
import { explanationOf } from '../../src/words/report.ts';
import { faultsOf } from '../support/schema.ts';
import { fixture } from '../support/fixture.ts';
import { told } from '../support/idealReports.ts';
import { findings, stories } from '../support/idealStories.ts';

/** Name of the report -> its verdict, and how it is explained. */
const cases: readonly (readonly [string, string, RegExp])[] = [
  ['different', 'different', /^sums-gpt2-1a holds \{a, b\} at `b` .* holds it nowhere/],
  ['same', 'same interpretation', /^Both hold \{a, b\} and \{c, d\}: sums-gpt2-1a at `b`/],
  ['indistinguishable', 'indistinguishable', /^No interchange tells/],
  ['inconclusive', 'inconclusive', /^Neither direct-gpt2-1a nor direct-gpt2-1b holds a set/],
  ['one-sided', 'inconclusive', /^Whether sums-gpt2-1a holds \{a, b\} .* is undecided/],
  ['straddling', 'inconclusive', /, margin 0\.30, 256 pairs/],
  ['too-few-pairs', 'inconclusive', /^Too few different pairs \(8;/],
  ['controls-overlap', 'inconclusive', /^Without the failed controls .* would be `different`/],
  ['not-comparable', 'not comparable', /solves 67\.2 % of the base prompts/],
  ['unexplained', 'different', /^sums-gpt2-1a holds \{a, b\} at `b` .* holds it nowhere/],
  ['interpret', 'none', /^sums-gpt2-1a holds \{a, b\} at `b` and \{c, d\} at `d`/],
];

test.each(cases)('%s: %s', async (name, verdict, explanation) => {
  const report = await told(stories[name]);
  expect(report.kind === 'compare' ? report.verdict : 'none').toBe(verdict);
  expect(explanationOf(report)).toMatch(explanation);
  expect(faultsOf(JSON.parse(reportJson(report)))).toEqual([]);
  await expect(reportJson(report)).toMatchFileSnapshot(fixture(`reports/${name}.json`));
});

test('every story has its row', () => {
  expect(cases.map(([name]) => name).sort()).toEqual(Object.keys(stories).sort());
});

/** What else two models are seen to do -> why, and how it is said. */
test.each([
  ['no more', 'apart', /^sums-gpt2-1a holds \{c, d\} at `d` .*; half-gpt2-1a holds it nowhere/],
  ['unreadable', 'unreadable', /; unsure cannot be read at this granularity/],
  ['none in common', 'no evidence', /^Neither sums-gpt2-1a nor sums-gpt2-1b holds a set/],
] as const)('seen: %s', async (name, reason, explanation) => {
  const report = await told(findings[name]);
  expect(report.reason.code).toBe(reason);
  expect(explanationOf(report)).toMatch(explanation);
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
