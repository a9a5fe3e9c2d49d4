// The whole way from a task that states generators to coordinates in both readings, joint sites included, against a
// second way that shares nothing with it but the files (test/fixture/make/bothReadings.py): three sample models on modsum
// told by the sum of its first two numbers, which two of the models work out at `b` and the third never does.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

type Place = { readonly cut: number; readonly span: string; readonly onward: boolean };
type Weight = { readonly set: readonly string[]; readonly weight: number };
type Site = Place & {
  readonly strength: number;
  readonly unexplained: number;
  readonly determined: boolean;
  readonly coordinates: readonly Weight[];
};
type Golden = {
  readonly task: object;
  readonly expected: {
    readonly sites: readonly Site[];
    readonly profile: readonly { readonly set: readonly string[]; readonly value: number }[];
  };
};

const near = 2e-3;
const nameOf = (set: readonly string[]) => [...set].sort().join();
const keyOf = ({ cut, span, onward }: Place) => `${cut} ${span}${onward ? ' and after' : ''}`;

test.each(['ab-gpt2', 'ab-llama', 'bc-llama'] as const)('%s', async (name) => {
  const { task, expected }: Golden = JSON.parse(
    readFileSync(fixture(`bothReadings/${name}.json`), 'utf8'),
  );
  const [model] = (await interpreted(name, task)).models;
  const sites = new Map(model.sites!.map((site) => [keyOf(site), site]));
  expect([...sites.keys()].sort()).toEqual(expected.sites.map(keyOf).sort());
  for (const wanted of expected.sites) {
    const found = sites.get(keyOf(wanted))!;
    expect(found.determined, keyOf(wanted)).toBe(wanted.determined);
    for (const what of ['strength', 'unexplained'] as const) {
      expect(Math.abs(found[what] - wanted[what]), `${keyOf(wanted)} ${what}`).toBeLessThan(near);
    }
    expect(apart(found.coordinates, wanted.coordinates), keyOf(wanted)).toBeLessThan(near);
  }
  const profile = new Map(model.profile!.map(({ set, value }) => [nameOf(set), value]));
  const names = expected.profile.map(({ set }) => nameOf(set));
  expect([...profile.keys()].sort()).toEqual(names.sort());
  for (const { set, value } of expected.profile) {
    expect(Math.abs(profile.get(nameOf(set))! - value), nameOf(set)).toBeLessThan(near);
  }
});

async function interpreted(name: Parameters<typeof sample>[0], task: object) {
  const path = join(folderOf({}), 't.task.json');
  writeFileSync(path, JSON.stringify(task));
  return interpret(quietJob, testPorts(), { a: sample(name), task: path, memory: 2048 });
}

/** Largest difference of two lists of weights; those under .02 are not listed, and may be in one alone. */
function apart(found: readonly Weight[], wanted: readonly Weight[]): number {
  const weights = (list: readonly Weight[]) =>
    new Map(list.map(({ set, weight }) => [nameOf(set), weight]));
  const [a, b] = [weights(found), weights(wanted)];
  const of = (list: ReadonlyMap<string, number>, set: string) => list.get(set) ?? 0.02;
  return Math.max(...[...a.keys(), ...b.keys()].map((set) => Math.abs(of(a, set) - of(b, set))));
}
