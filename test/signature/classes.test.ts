// Which sets count as one: those whose answers a model hardly tells apart.
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Answers } from '../../src/engine/signature/answers.ts';
import { classesOf } from '../../src/engine/signature/classes.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { plainReadings } from '../support/answeredOnly.ts';
import { mixture, model, said } from '../support/said.ts';

const readings = plainReadings(2);
const [nothing, a, b, both] = [0, 1, 2, 3].map((mask) => variableSet(mask, readings));
const names = new Map([[nothing, '-'], [a, 'a'], [b, 'b'], [both, 'ab']]); // biome-ignore format: a row

/** A share of "b" among "a", the same on all pairs. */
const at = (share: number) => mixture([1 - share, 'aaaa'], [share, 'bbbb']);
const answering = (...shares: readonly number[]): Answers =>
  model(new Map([nothing, a, b, both].map((set, g) => [set, at(shares[g])])));

const cases: readonly [what: string, models: readonly Answers[], classes: string][] = [
  ['of each and the next, though the ends are .12 apart', [answering(0, 0.04, 0.08, 0.12)], '-,a,b,ab'],
  ['from .05 on they are two', [answering(0, 0.051, 0.9, 0.96)], '- | a | b | ab'],
  ['in one of two models is enough', [answering(0, 0.4, 0.7, 1), answering(0, 0.3, 0.32, 1)], '- | a,b | ab'],
  ['in each of two models another two', [answering(0, 0.4, 0.42, 1), answering(0, 0.6, 0.3, 0.98)], '- | a,b | ab'],
  ['through both models', [answering(0, 0.4, 0.42, 1), answering(0, 0.02, 0.3, 1)], '-,a,b | ab'],
  ['a variable that is everything', [answering(0, 1, 0, 1)], '-,b | a,ab'],
  ['a model that answers alike, whatever it is asked', [answering(1, 1, 1, 1)], '-,a,b,ab'],
]; // biome-ignore format: a table

test.each(cases)('%s', async (_, models, wanted) => {
  const sets = [nothing, a, b, both];
  const classes = await classesOf(quietJob, models, sets);
  const members = (c: number) => sets.filter((_, g) => classes.of[g] === c);
  const text = classes.names.map((_, c) =>
    members(c)
      .map((set) => names.get(set))
      .join(),
  );
  expect(text.join(' | ')).toBe(wanted);
  expect(classes.names).toEqual(classes.names.map((_, c) => members(c)[0]));
  expect(members(classes.nothing)).toContain(nothing);
  expect(members(classes.everything)).toContain(both);
});

test('the mean over pairs decides', async () => {
  const rows = 'a'.repeat(25);
  const once = `b${rows.slice(1)}`;
  const classes = await classesOf(
    quietJob,
    [
      model(
        new Map([
          [nothing, said(rows)],
          [a, said(once)],
          [both, said(rows.replaceAll('a', 'c'))],
        ]),
      ),
    ],
    [nothing, a, both],
  );
  expect([...classes.of]).toEqual([0, 0, 1]); // one of 25 pairs: .04
});
