// What a site is to its reader, the same in every place that shows it.
import { expect, test } from 'vitest';
import type { SiteReport } from '../../src/protocol/coordinates.ts';
import type { TaskReport } from '../../src/protocol/report.ts';
import { flowsOf } from '../../src/protocol/sections.ts';
import { siteKind, undeterminedWords, unexplainedWords } from '../../src/protocol/siteKind.ts';
import { siteAt, slotFinder, slotNames, spanSite, toldJoints } from '../../src/protocol/sites.ts';
import { cellText } from '../../src/report/textFlow.ts';
import { cutLines, heldText } from '../../src/vscode/code/words.ts';
import { unexplained } from '../support/cannedReports.ts';

const weight = (set: readonly string[], of: number) => ({ set, weight: of });
const held: SiteReport = {
  ...{ cut: 1, span: 's', onward: false, pairs: 64 },
  ...{ strength: 0.6, unexplained: 0.05, determined: true },
  label: ['a', 'b'],
  coordinates: [weight(['a', 'b'], 0.9), weight(['a'], 0.06), weight([], 0.04)],
};
const task: TaskReport = {
  ...{ name: 't', description: '', templates: [], answers: [], outcomes: [], pairs: 1 },
  ...{ mostPairs: null, variables: ['a', 'b', 'which'] },
  parts: [
    { id: 'a', variable: 'a' },
    { id: 'b', variable: 'b' },
    { id: 'w', variable: null },
  ],
  spans: ['a', 'b', 'and', 'w', 'end'].map((id) => ({ id, part: null })),
};

const half = [weight(['a'], 0.49), weight(['b'], 0.4), weight([], 0.11)];
/** What a site has -> its kind, and its letters in a terminal. */
const cases: readonly (readonly [string, Partial<SiteReport>, string, string])[] = [
  ['one set', {}, 'held', '{a,b}'],
  ['a word as it stands', { label: ['"w"'] }, 'held', '"w"'],
  ['everything', { label: ['which', 'b', 'a'] }, 'held', '{all}'],
  ['no set in half or more', { label: null, coordinates: half }, 'mixture', '{a}▄{b}▄'],
  [
    'a long set of little weight, and another',
    { label: null, coordinates: [weight(['a1', 'b1', 'a2', 'b2'], 0.3), weight(['a'], 0.2)] },
    'mixture',
    '{a1,b1,a…▃…',
  ],
  ['mostly nothing', { label: [], coordinates: [weight([], 0.97)] }, 'mixture', '·'],
  ['just explained', { unexplained: 0.35 }, 'held', '{a,b}'],
  ['not explained, whatever its label', { unexplained: 0.36 }, 'unexplained', '?'],
  ['sets that cannot be told apart', { determined: false }, 'undetermined', '~'],
  ['neither', { determined: false, unexplained: 0.5 }, 'unexplained', '?'],
  ['no effect, whatever its label', { strength: 0.049 }, 'nothing', '·'],
  ['no effect, and noise', { strength: 0.01, unexplained: 3 }, 'nothing', '·'],
];

test.each(cases)('%s', (_, has, kind, letters) => {
  const site = { ...held, ...has };
  const found = siteKind(site, { a: 1 });
  const isEverything = site.label?.length === 3;
  const cell = { site, shares: {}, kind: found, isEverything };
  expect([found, cellText(cell, task)]).toEqual([kind, letters]);
});

test.each([
  [{ a: 0.9, b: 0.04 }, 'shares', 'a█'],
  [{ a: 0.04 }, 'nothing', '·'],
  [{}, 'nothing', '·'],
  [null, 'unmeasured', '-'],
] as const)('without a site the shares %o are %s', (shares, kind, letters) => {
  const found = siteKind(undefined, shares);
  expect([
    found,
    cellText({ site: undefined, shares, kind: found, isEverything: false }, task),
  ]).toEqual([kind, letters]);
});

/** What the columns a, b, and, w, end hold at a cut, what each with all after it does -> the joint sites that
 * are told. */
type Held = string | undefined;
const joints: readonly (readonly [string, Held[], Held[], string[]])[] = [
  ['what no column holds', ['a', 'b', '', '', ''], ['', '', '', 'which', ''], ['w']],
  ['what a column holds', ['a', 'b', '', 'which', ''], ['', '', '', 'which', ''], []],
  ['what the columns hold together', ['a', 'b', '', 'which', ''], ['', 'b,which', '', '', ''], []],
  ['that and what lies before it', ['a', 'b', '', '', ''], ['', 'b,which', '', 'which', ''], ['w']],
  ['the last of those that hold it', ['a', 'b', '', '', ''], ['', '', 'which', 'which', ''], ['w']],
  ['everything', ['', '', '', '', ''], ['a,b,which', '', '', '', ''], []],
  ['two of them', ['', '', '', '', ''], ['a,which', '', '', 'which', ''], ['a', 'w']],
  ['no joint sites at all', ['a', 'b', '', '', ''], [], []],
];

test.each(joints)('a joint site is told where it holds %s', (_, single, joint, told) => {
  const site = (onward: boolean) => (label: Held, s: number) => ({
    ...{ ...held, span: task.spans[s].id, onward },
    label: label === '' || label === undefined ? null : label.split(','),
  });
  const sites = [...single.map(site(false)), ...joint.map(site(true))];
  expect(toldJoints({ sites, profile }, 1, task).map(({ span }) => span)).toEqual(told);
  expect(siteAt({ sites }, { cut: 1, span: 'b', onward: false })).toBe(sites[1]);
  expect(siteAt({ sites }, { cut: 2, span: 'b', onward: false })).toBeUndefined();
});

test('columns of a cell: the variables, then the words that derive from several', () => {
  expect(slotNames(task)).toEqual(['a', 'b', 'which', 'w']);
  const slotOf = slotFinder(task);
  expect(['a', '"a"', '"b"', 'which', '"w"', 'w'].map(slotOf)).toEqual([0, 0, 1, 2, 3, 3]);
  expect(slotNames({ ...task, variables: [] })).toEqual(['a', 'b', 'w']);
});

/** Every class has an entry but nothing and everything, which may be fewer than all variables. */
const some = [['a'], ['b'], ['which'], ['b', 'which'], ['a', 'which']];
const profile = some.map((set) => ({ value: 0, low: 0, high: 0, set, site: null }));
test.each([
  ['all variables', ['a', 'b', 'which'], true],
  ['all that matter', ['a', 'b'], true],
  ['a set of the profile', ['b', 'which'], false],
  ['nothing', [], false],
])('what holds a site is everything: %s', (_, label, is) => {
  const model = { sites: [{ ...held, label }], profile };
  const { isEverything } = spanSite(model, 1, { span: 's', shares: {} });
  expect(isEverything).toBe(is);
});

test('beside the code too no empty set is written, and what is wrong with a site is said', () => {
  const report = unexplained();
  const of = { flow: flowsOf(report)[0], model: report.models[0] };
  const [a, b] = of.flow.cuts[1]!.spans;
  const torn = of.model.sites!.map((site) =>
    site.cut === 1 && site.span === b.span ? { ...site, determined: false } : site,
  );
  const every = (model = of.model) =>
    of.flow.cuts.flatMap((_, cut) => cutLines({ ...of, model }, cut)).join('\n');
  expect(every()).toContain(unexplainedWords);
  expect(every()).not.toContain(undeterminedWords);
  expect(every({ ...of.model, sites: torn })).toContain(`${b.span}  ${undeterminedWords}`);
  expect(every()).not.toContain('{}');
  expect(a.span, 'a span that nothing reaches has no line').toBe('a');
  expect(cutLines(of, 1).join('\n')).not.toMatch(/^a /m);
  expect([heldText(of, 0), heldText(of, 1), heldText(of, 3)]).toEqual([
    '',
    '{a,b} @ b, {c,d} @ d',
    '{a,b,c,d} @ =',
  ]);
});
