// Whatever a plan asks of whatever prompts: joint sites, heads, any numbers of x, subspaces, odd donors, checks; prompts of one
// token, empty spans, spans after the answer, equal pairs. Against the plain way (test/support/naiveSweep.ts).
import { expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { type Random, random, shuffled } from '../../src/engine/core/random.ts';
import { blocksOf } from '../../src/engine/forward/blocks.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import type { Measured } from '../../src/engine/forward/measured.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import type { Plan, Series, Site } from '../../src/engine/forward/plan.ts';
import { answers, change, fromDonor, passed } from '../../src/engine/forward/reducers.ts';
import { type Subspace, subspaceOf } from '../../src/engine/forward/subspace.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { slotsAt } from '../../src/engine/graph/stage.ts';
import { everything, membersOf, type TwoReadings } from '../../src/engine/task/partSet.ts';
import type { Range } from '../../src/engine/task/task.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { edited, forwardOf, furthest, testRuntime } from '../support/models.ts';
import { naiveSweep } from '../support/naiveSweep.ts';
import { share } from '../support/share.ts';
import { standIn } from '../support/standInDevice.ts';

const plans = 6; // of each model; 60 were run when this was written
const vocabulary = 19; // within that of every fixture
const spans = 4;
const own = Int32Array.of(0, -1, 1, 0);
const readings: TwoReadings = { depends: [1, 3], plain: [0, -1], variables: 2 };

function many<T>({ below }: Random, least: number, most: number, make: () => T): T[] {
  return Array.from({ length: least + below(most - least + 1) }, make);
}

function randomTrial(rng: Random): Trial {
  const token = () => rng.below(vocabulary);
  const pairs = many(rng, 1, 7, () => {
    const base = Int32Array.from(many(rng, 1, 12, token));
    const [source, anew] = [0, 1].map(() => base.map((id) => (rng.below(2) ? token() : id)));
    let at = 0;
    const regions = Array.from({ length: spans }, (): Range => {
      const from = Math.min(base.length, at + rng.below(3));
      at = Math.min(base.length, from + rng.below(4));
      return [from, at];
    });
    return { base, source, anew, regions, readAt: rng.below(base.length) };
  });
  pairs.push(pairs[0]);
  return {
    pairs: pairs.length,
    parts: 2,
    own,
    readings,
    answers: Int32Array.of(3, 11, 7, 2),
    outcomes: Int32Array.of(0, 1, 0, 2),
    regions: (i) => pairs[i].regions,
    input: (i, set) => {
      const { base, source, anew, regions, readAt } = pairs[i];
      const { reading, mask } = membersOf(set, readings);
      const others = reading === 'variables' ? anew : base; // words that derive from what is taken and what is not
      const values = base.slice();
      for (const [s, [from, to]] of regions.entries()) {
        if (own[s] < 0 || set === 0) continue;
        values.set(((mask >> own[s]) & 1 ? source : others).subarray(from, to), from);
      }
      return { values: set === everything ? source : values, readAt };
    },
    identity: (i) => JSON.stringify(pairs[i]),
  };
}

function randomSite(rng: Random, { stages }: Network): Site {
  const moment = rng.below(stages.length + 1);
  const slots = Object.entries(slotsAt(stages, moment));
  const [slot, width] = slots[rng.below(slots.length)];
  const some = new Set(many(rng, 0, spans, () => rng.below(spans)));
  const low = rng.below(width);
  const channels = [low, low + 1 + rng.below(width - low)] as const;
  const isPart = rng.below(3) === 0;
  const inner = rng.below(3) === 0;
  return {
    moment,
    slot,
    region: (['all', { from: rng.below(spans) }, [...some], [...some]] as const)[rng.below(4)],
    channels: isPart ? channels : undefined,
    ...(inner && { within: randomSubspace(rng, isPart ? channels[1] - channels[0] : width) }),
  };
}

/** Some coordinate directions, turned together by one reflection. */
function randomSubspace(rng: Random, width: number): Subspace {
  const axes = shuffled([...Array(width).keys()], rng).slice(0, 1 + rng.below(Math.min(width, 4)));
  const mirror = Float64Array.from({ length: width }, () => rng.next() - 0.5);
  const size = mirror.reduce((sum, x) => sum + x * x, 0);
  const rows = axes.flatMap((axis) =>
    Array.from(mirror, (x, j) => Number(j === axis) - (2 * mirror[axis] * x) / size),
  );
  return subspaceOf({ sha256 }, axes.length, Float32Array.from(rows));
}

function randomPlan(rng: Random, network: Network): Plan {
  const of = (): Omit<Series, 'name'> => ({
    donor: rng.below(7) - 3, // variables, the source, the base, occurrences
    sites: many(rng, 0, 8, () => randomSite(rng, network)),
    of: rng.below(4) === 0 ? 'check' : 'pairs',
    reducer: [answers, passed, change, fromDonor][rng.below(4)],
    ...(rng.below(2) ? { weighed: true } : {}),
  });
  return { series: many(rng, 1, 4, of).map((each, s) => ({ ...each, name: `${s}` })), sets: [3] };
}

const folders = ['gpt2', 'gpt_neox', 'llama', 'qwen3', 'mistral', 'bert', 'gemma3_text', 'gemma2'];
test.each(share(folders, 4))('%s', async (folder) => {
  const forward = await forwardOf(await edited(folder));
  const device = standIn(await testRuntime());
  const there = new Forward(forward.network, device.runtime, 2 ** 30);
  for (let at = 0; at < plans; at++) {
    const rng = random(`${folder} ${at}`);
    const trial = randomTrial(rng);
    const plan = randomPlan(rng, forward.network);
    const found = await sweep(quietJob, forward, trial, plan);
    expectSame(plan, await sweep(quietJob, there, trial, plan), found, `plan ${at}`);
    const series = plan.series.map((each) => ({ ...each, of: 'pairs' as const }));
    const wanted = await naiveSweep(forward, trial, { ...plan, series });
    const first = blocksOf(forward.network, trial, plan).map(({ pairs }) => pairs[0]);
    for (const { name, of, reducer } of plan.series) {
      const size = reducer.size(3);
      // A check leaves all but the first pair of a block 0.
      const isRun = (k: number) =>
        of === 'pairs' || first.includes(Math.floor(k / size) % trial.pairs);
      const expected = wanted.series.get(name)!.map((x, k) => (isRun(k) ? x : 0));
      expect(furthest(found.series.get(name)!, expected), `plan ${at}, ${name}`).toBeLessThan(1e-5);
    }
    const weighed = wanted.massChange.map((x, k) => (first.includes(Math.floor(k / 2)) ? x : 0));
    expect(furthest(found.massChange, weighed), `plan ${at}, mass`).toBeLessThan(1e-5);
    expect(furthest(found.mass, wanted.mass), `plan ${at}, mass`).toBeLessThan(1e-5);
    for (const [mask, rows] of found.answers) {
      expect(furthest(rows, wanted.answers.get(mask)!), `plan ${at}, ${mask}`).toBeLessThan(1e-5);
    }
  }
  await there.release();
  expect(device.lying()).toBe(0);
});

/** States that stay on a device are the same states. */
function expectSame(plan: Plan, found: Measured, wanted: Measured, what: string): void {
  for (const { name } of plan.series.filter(({ of }) => of === 'pairs')) {
    const rows = wanted.series.get(name)!; // a check is of the first pair of a block, which is larger there
    expect(furthest(found.series.get(name)!, rows), `${what}, ${name}, there`).toBeLessThan(1e-5);
  }
  expect(furthest(found.logits, wanted.logits), `${what}, logits there`).toBeLessThan(1e-4);
}
