// What a site is to its reader, the same in every place that shows it.
import { expect, test } from 'vitest';
import { flowsOf, type SpanReport } from '../../src/protocol/sections.ts';
import { siteKind, unexplainedWords } from '../../src/protocol/siteKind.ts';
import { cellText } from '../../src/report/textFlow.ts';
import { cutLines } from '../../src/vscode/code/words.ts';
import { unexplained } from '../support/cannedReports.ts';

const whole: SpanReport = {
  span: 's',
  label: ['a', 'b'],
  strength: 0.6,
  crispness: 0.9,
  unexplained: 0.05,
  shares: { a: 0.9, b: 0.8 },
};

/** What a site has -> its kind, and its letters in a terminal. */
const cases: readonly (readonly [string, Partial<SpanReport>, string, string])[] = [
  ['whole parts', {}, 'crisp', '{a,b}'],
  ['just crisp', { crispness: 0.5 }, 'crisp', '{a,b}'],
  ['parts in shares', { crispness: 0.49 }, 'hybrid', 'a█b▇'],
  ['the empty set, crisply', { label: [], shares: {} }, 'unexplained', '?'],
  ['the empty set, crisply, and small shares', { label: [] }, 'unexplained', '?'],
  ['the empty set, vaguely', { label: [], crispness: 0.2, shares: {} }, 'unexplained', '?'],
  ['a set, vaguely, and no share', { crispness: 0.2, shares: { a: 0.04 } }, 'unexplained', '?'],
  ['no effect', { label: [], crispness: 0, strength: 0.04, shares: {} }, 'nothing', '·'],
  ['no effect, and a share of noise', { crispness: 0, strength: 0.04 }, 'nothing', '·'],
];

test.each(cases)('%s', (_, has, kind, letters) => {
  const site = { ...whole, ...has };
  expect([siteKind(site), cellText(site, [{ id: 'a' }, { id: 'b' }])]).toEqual([kind, letters]);
});

test('beside the code too no empty set is written', () => {
  const [flow] = flowsOf(unexplained());
  const lines = cutLines(flow, 2).join('\n');
  expect(lines).toContain(unexplainedWords);
  expect(lines).not.toContain('{}');
});
