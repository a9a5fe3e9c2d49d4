// What of a model was measured, and on how many pairs.
import { expect, test } from 'vitest';
import { gapsOf, gapText, isSoFar, pairsAt } from '../../src/protocol/looked.ts';
import { flowsOf } from '../../src/protocol/sections.ts';
import { siteAt, spanSite } from '../../src/protocol/sites.ts';
import { cutLines, heldText } from '../../src/vscode/code/words.ts';
import {
  budget,
  cannedReports,
  different,
  settled,
  soFar,
  survey,
} from '../support/cannedReports.ts';

const measured = { spans: [], merging: null };
/** Of every cut whether it was measured, x or -: where it was not. */
test.each([
  ['xxx', []],
  ['x-x', ['1']],
  ['x---xx--x', ['1 to 3', '6 to 7']],
  ['--x-', ['0 to 1', '3']],
  ['---', ['0 to 2']],
  ['', []],
])('of %s were not measured: %j', (letters, gaps) => {
  const cuts = [...letters].map((letter) => (letter === 'x' ? measured : null));
  expect(gapsOf({ cuts }).map(gapText)).toEqual(gaps);
});

test('a cut rests on the pairs of its last look; one that nobody looked at on none', () => {
  const report = settled();
  const [model] = report.models;
  const { first } = gapsOf(flowsOf(report)[0])[0];
  expect([pairsAt(model, 0), pairsAt(model, 4), pairsAt(model, first)]).toEqual([64, 8, undefined]);
  const [silent] = model.sites!.filter(({ cut, pairs }) => cut === 0 && pairs === 8);
  expect(silent.strength, 'a site that surely changes nothing is not looked at again').toBeLessThan(
    0.05,
  );
  expect(pairsAt(different().models[0], 0)).toBe(different().task.pairs);
  expect(pairsAt({ sites: null }, 0)).toBeUndefined();
});

test('every site of every report is measured or said not to be', () => {
  for (const [name, make] of cannedReports) {
    const report = make();
    for (const [m, flow] of flowsOf(report).entries()) {
      for (const [cut, has] of flow.cuts.entries()) {
        for (const { id: span } of report.task.spans) {
          const at = { cut, span, onward: false };
          const site = siteAt(report.models[m], at);
          if (has === null) expect([name, at, site]).toEqual([name, at, undefined]);
          const { kind } = spanSite(report.models[m], cut, { span, shares: null });
          expect([name, at, kind === 'unmeasured']).toEqual([name, at, site === undefined]);
        }
      }
    }
  }
});

test('which report is of a run that goes on', () => {
  const running = [survey(), soFar(), settled(), budget(), different()].map(isSoFar);
  expect(running).toEqual([true, true, false, false, false]);
});

test('beside the code a cut that was not measured is not one at which nothing arrives', () => {
  const report = settled();
  const of = { flow: flowsOf(report)[0], model: report.models[0] };
  const { first } = gapsOf(of.flow)[0];
  expect([cutLines(of, first), heldText(of, first)]).toEqual([['not measured'], '']);
  expect(cutLines(of, 5).join('\n')).toMatch(/^b {2}\{a,b\} \d\.\d\d/);
});
