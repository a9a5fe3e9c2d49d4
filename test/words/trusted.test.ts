// Every report says how far its number can be trusted, by the line of docs/calibration.md that is about it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measures } from '../../src/engine/measures/measures.ts';
import type { Report } from '../../src/protocol/report.ts';
import { reportText } from '../../src/report/text.ts';
import calibrated from '../../src/words/calibrated.json' with { type: 'json' };
import { trustOf } from '../../src/words/trusted.ts';
import { cannedFleet } from '../support/cannedFleet.ts';
import {
  calibrate,
  circuit,
  different,
  interpret,
  layers,
  levelled,
  notComparable,
  soFar,
} from '../support/cannedReports.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/calibration.md'), 'utf8');

const withEffects = (effects: 'attribution' | 'attribution-ig'): Report => {
  const { provenance, ...report } = circuit();
  const parameters = { ...provenance.parameters, effects };
  return { ...report, provenance: { ...provenance, parameters } };
};
const rows: readonly (readonly [string, Report, readonly string[]])[] = [
  ['compare', different(), ['profile', 'full', 'merge']],
  ['fleet', cannedFleet(['a', 'b', 'c']), ['profile']],
  ['interpret', interpret(), ['profile']],
  ['layers', layers(), ['cka-last', 'cka-best']],
  ['a circuit by interchanges', circuit(), ['interchange']],
  ['a circuit by attribution', withEffects('attribution'), ['attribution']],
  ['a circuit by integrated attribution', withEffects('attribution-ig'), ['attribution-ig']],
];

test.each(rows)('%s: its lines are there, and stand in the page', (_, report, wanted) => {
  const lines = trustOf(report).map(({ line }) => line);
  expect([...new Set(lines)]).toEqual(wanted);
  for (const line of lines) expect(page).toContain(`\`${line}\``);
  // Broken into lines of the terminal.
  const text = reportText(report, { width: 120 }).replace(/\s+/g, ' ');
  expect(text).toContain(`docs/calibration.md, ${wanted.join(', ')}`);
});

const at = (granularity: 'cut' | 'head' | 'subspace'): Report => {
  const { provenance, ...report } = levelled();
  const parameters = { ...provenance.parameters, granularity };
  return { ...report, provenance: { ...provenance, parameters } };
};
const finer = ['not calibrated at the subspace level', 'not calibrated at the head level'];
test.each([
  ['cut', ['profile', 'full', 'merge'], /calibration\.md, profile, full, merge; not calibrated at/],
  ['head', [], /can be trusted: not calibrated at the subspace level; not/],
  ['subspace', [], /can be trusted: not calibrated at the subspace level; not/],
] as const)(
  'a verdict of the %s level: the figures of the cuts are of cuts',
  (level, wanted, text) => {
    const lines = trustOf(at(level));
    expect([...new Set(lines.flatMap(({ line }) => line ?? []))]).toEqual(wanted);
    expect(lines.filter(({ line }) => !line).map(({ words }) => words)).toEqual(finer);
    expect(reportText(at(level), { width: 120 }).replace(/\s+/g, ' ')).toMatch(text);
  },
);

test('the full distance is not asked whether two are different', () => {
  const [full] = trustOf(different()).filter(({ line }) => line === 'full');
  expect(full.words).toMatch(/false "same" 0 of/);
  expect(full.words).not.toMatch(/different|hindsight/);
});

const ofRows = (report: Report, ...families: readonly string[]): Report => ({
  ...report,
  models: report.models.map((model, i) => ({ ...model, family: families[i % families.length] })),
});
const uncalibrated = /^not calibrated for models that read rows or pictures/;
test.each([
  ['two networks of rows', ofRows(different(), 'rows')],
  ['a ViT and a CNN', ofRows(different(), 'vit', 'rows')],
  ['one network', ofRows(interpret(), 'rows')],
  ['a fleet of them', ofRows(cannedFleet(['a', 'b', 'c']), 'rows')],
])('%s: the figures of models that read tokens are not theirs', (_, report) => {
  const lines = trustOf(report);
  expect(lines).toEqual([{ line: undefined, words: expect.stringMatching(uncalibrated) }]);
  const text = reportText(report, { width: 120 }).replace(/\s+/g, ' ');
  expect(text).toContain(`How far this can be trusted: ${lines[0].words}`);
  expect(text).not.toMatch(/calibration\.md, profile|AUROC/);
});

test.each([
  ['a calibration is its own judge', calibrate()],
  ['a report so far', soFar()],
  ['a model that does not solve the task', notComparable()],
])('%s: no lines', (_, report) => {
  expect(trustOf(report)).toEqual([]);
});

test('every measure that layers has is judged, but the one that takes hours', () => {
  const [{ methods }] = calibrated.truths;
  const names = methods.map(({ name }) => name);
  const missing = measures.filter(({ name }) => !names.includes(`${name}-last`));
  expect(missing.map(({ name }) => name)).toEqual(['contraction']);
});

test('the page has the figures that reports show', () => {
  for (const { methods } of calibrated.truths) {
    for (const { name, title, auroc } of methods) {
      expect(page).toMatch(`| \`${name}\` | ${title} |`);
      if (auroc) expect(page).toContain(`${auroc.value.toFixed(3)} [${auroc.low.toFixed(3)},`);
    }
  }
});
