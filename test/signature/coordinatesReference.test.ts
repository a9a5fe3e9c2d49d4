// Coordinates against scipy (test/fixture/make/coordinates.py), on responses dumped from six ground-truth models.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { coordinatesOf } from '../../src/engine/signature/coordinates.ts';
import { setsOf } from '../../src/engine/signature/search.ts';
import { occurrenceSet } from '../../src/engine/task/partSet.ts';
import { answeredOnly } from '../support/answeredOnly.ts';
import { readDumped } from '../support/responses.ts';

type Wanted = {
  readonly unexplained: readonly number[];
  readonly strength: readonly number[];
  readonly chance: readonly number[];
  readonly weights: readonly Readonly<Record<string, number>>[]; // by bit mask of parts
};

const folder = new URL('../fixture/responses/', import.meta.url);
const wanted = JSON.parse(readFileSync(new URL('coordinates.json', folder), 'utf8')) as Readonly<
  Record<string, Wanted>
>;
const { responses } = readDumped(folder);

test.each(Object.keys(wanted))('%s', async (name) => {
  const dumped = responses.get(name)!;
  const { readings } = dumped;
  const answers = answeredOnly(dumped);
  const sets = setsOf([answers], readings);
  const found = await coordinatesOf(quietJob, answers, sets);
  for (const what of ['unexplained', 'strength', 'chance'] as const) {
    for (const [s, value] of wanted[name][what].entries()) {
      expect(found[what][s], `${what} at ${s}`).toBeCloseTo(value, 6);
    }
  }
  for (const [s, site] of wanted[name].weights.entries()) {
    for (let mask = 0; mask < sets.length; mask++) {
      const g = sets.indexOf(occurrenceSet(mask, readings));
      expect(found.weights[s * sets.length + g], `${mask} at ${s}`).toBeCloseTo(site[mask] ?? 0, 6);
    }
  }
});
