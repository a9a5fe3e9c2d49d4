// What a sweep asks of the runtime: nothing twice, and nothing that is known.
import { expect, onTestFinished, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { type Plan, type Region, residual } from '../../src/engine/forward/plan.ts';
import { answers } from '../../src/engine/forward/reducers.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { occurrencesAlone } from '../../src/engine/task/partSet.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { edited, testRuntime } from '../support/models.ts';

const own = Int32Array.of(0, -1, 1, -1); // two parts, and a literal piece after each
const base = Int32Array.of(1, 2, 3, 4);

/** One pair of prompts of four spans, a token each. */
function trialOf(source: readonly number[]): Trial {
  return {
    pairs: 1,
    parts: 2,
    own,
    readings: occurrencesAlone(2),
    answers: Int32Array.of(5, 6),
    outcomes: Int32Array.of(0, 1),
    regions: () => [...own.keys()].map((span) => [span, span + 1]),
    input: (_, mask) => {
      const isTaken = (t: number) => mask === -1 || (own[t] >= 0 && ((mask >> own[t]) & 1) === 1);
      return { values: base.map((id, t) => (isTaken(t) ? source[t] : id)), readAt: 3 };
    },
    identity: String,
  };
}

/** Runs a plan and counts: sessions made, and calls of the readout with their rows; of the whole vocabulary by themselves. */
async function counted(folder: string, trial: Trial, planOf: (network: Network) => Plan) {
  const count = { sessions: 0, readouts: [] as number[], wide: [] as number[] };
  const plain = await testRuntime();
  const runtime: Runtime = {
    ...plain,
    session: async (onnx) => {
      count.sessions++;
      const session = await plain.session(onnx);
      return {
        outputs: session.outputs,
        release: () => session.release(),
        run: (inputs, outputs) => {
          if (outputs.includes('mass')) count.wide.push(inputs.x.dims[0]);
          else if (inputs.answers) count.readouts.push(inputs.x.dims[0]);
          return session.run(inputs, outputs);
        },
      };
    },
  };
  const forward = new Forward(networkOf(modelOf(await edited(folder))), runtime, 2 ** 30);
  onTestFinished(() => forward.release());
  await sweep(quietJob, forward, trial, planOf(forward.network));
  return count;
}

/** Interchanges at regions of one cut, from each of the donors. */
function planOf(cut: number, regions: readonly Region[], donors: readonly number[]) {
  return ({ cuts }: Network): Plan => {
    const sites = regions.map((region) => residual(cuts[cut], region));
    return {
      series: donors.map((donor) => {
        return { name: `${donor}`, donor, sites, of: 'pairs', reducer: answers } as const;
      }),
      sets: [],
    };
  };
}

const both = [5, 2, 6, 4]; // a source that differs in both parts
const first = [5, 2, 3, 4]; // in the first alone

// Rows that are read out: the prompts that differ, and the interchanges that are run.
test.each<[string, readonly number[], Parameters<typeof planOf>, number, number]>([
  ['donors that agree as far as the site sees are one', both, [1, [[0]], [-1, 0b01]], 3 + 1, 3 + 2],
  ['and behind it too, before another part', both, [1, [[1]], [-1, 0b01]], 3 + 1, 3 + 2],
  ['donors that differ before it are two', both, [1, [[2]], [-1, 0b10]], 3 + 2, 3 + 2],
  ['a source that is a mixture is one with it', first, [1, [[3]], [-1, 0b01]], 2 + 1, 2 + 1],
  ['at cut 0 the mixed prompt is asked, where it runs', both, [0, [[0]], [-1, 0b01]], 3, 3],
  ['and is not, where it does not', both, [0, [[0]], [-1]], 2 + 1, 2 + 1],
  ['where nothing is interchanged the base runs alone', both, [0, [[0]], []], 1, 1],
  ['from the first difference on is the donor', both, [1, [{ from: 0 }], [-1]], 2, 2],
  ['from a later one on is not', both, [1, [{ from: 1 }], [-1]], 2 + 1, 2 + 1],
  [
    'from the first part on, from a donor of the second',
    both,
    [1, [{ from: 1 }], [0b10]],
    2,
    2 + 1,
  ],
  ['sites of the same positions are one', both, [1, [[3], { from: 3 }, [3, 3]], [-1]], 3, 3],
  ['and no others', both, [1, [[2], { from: 2 }, [3, 2], [3]], [-1]], 2 + 3, 2 + 3],
])('%s', async (_, source, of, causal, bidirectional) => {
  const rows = async (folder: string) =>
    (await counted(folder, trialOf(source), planOf(...of))).readouts;
  expect(await rows('gpt2')).toEqual([causal]);
  expect(await rows('bert')).toEqual([bidirectional]);
});

test('all of the vocabulary is computed for base prompts and what is weighed: of the first pair', async () => {
  const one = trialOf(both);
  const weighed = (network: Network): Plan => {
    const plan = planOf(1, [[1], [2], [3]], [-1, 0b10])(network);
    return { ...plan, series: plan.series.map((s, k) => (k === 0 ? { ...s, weighed: true } : s)) };
  };
  const count = await counted('gpt2', { ...one, pairs: 3 }, weighed);
  expect(count.wide, 'equal base prompts are one run').toEqual([1 + 3]);
  const many = await counted('gpt2', { ...one, pairs: 70 }, weighed);
  expect(many.wide, 'of the first block alone').toEqual([1 + 3]);
  expect(many.readouts).toHaveLength(3);
});

test('and of more pairs for the base prompts of the first 16', async () => {
  const values = (i: number) => Int32Array.of(1, 2, 3, i);
  const many = { ...trialOf(both), input: (i: number) => ({ values: values(i), readAt: 3 }) };
  const base = (): Plan => ({ series: [], sets: [] });
  for (const [pairs, wide] of [
    [9, 9],
    [16, 16],
    [70, 16], // in two blocks
  ] as const) {
    expect((await counted('gpt2', { ...many, pairs }, base)).wide, `${pairs} pairs`).toEqual([
      wide,
    ]);
  }
});

test("all of a block is read out together, and interchanges from the first position on share the prompts' session", async () => {
  const everywhere = ({ cuts }: Network): Plan => {
    const sites = [0, 1, 2, 3].flatMap((span) => cuts.map((moment) => residual(moment, [span])));
    return { series: [{ name: 's', donor: -1, sites, of: 'pairs', reducer: answers }], sets: [] };
  };
  const count = await counted('gpt2', trialOf(both), everywhere);
  expect(count.readouts).toHaveLength(1);
  expect(count.sessions, 'of the blocks, of the last one, of two readings').toBe(4);
});
