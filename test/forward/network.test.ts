// Nothing in a sweep assumes transformers, blocks or single spans: an MLP on rows, joint sites, heads; each
// against the plain way (test/support/naiveSweep.ts).
import { describe, expect, onTestFinished, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import type { Measured } from '../../src/engine/forward/measured.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { headSite, type Plan, residual, type Site } from '../../src/engine/forward/plan.ts';
import {
  answers,
  change,
  fromDonor,
  passed,
  type Reducer,
} from '../../src/engine/forward/reducers.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { occurrencesAlone } from '../../src/engine/task/partSet.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { fixture } from '../support/fixture.ts';
import { mlpNetwork } from '../support/mlp.ts';
import { edited, forwardOf, furthest, testRuntime } from '../support/models.ts';
import { likelyAnswers, naiveSweep } from '../support/naiveSweep.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

const tolerance = 1e-5;

/** Responses and shares of two parts, at these sites. */
function planOf(sites: readonly Site[], ...more: readonly Reducer[]): Plan {
  const reducers = [answers, passed, ...more];
  return {
    series: reducers.flatMap((reducer) =>
      [-1, 0b01, 0b10].map((donor) => {
        return { name: `${reducer.name} ${donor}`, donor, sites, of: 'pairs', reducer } as const;
      }),
    ),
    sets: [0b11],
  };
}

function checkSame(found: Measured, wanted: Measured) {
  for (const [name, kept] of found.series) {
    expect(furthest(kept, wanted.series.get(name)!), name).toBeLessThan(tolerance);
  }
  for (const [mask, rows] of found.answers) {
    expect(furthest(rows, wanted.answers.get(mask)!), `mixture ${mask}`).toBeLessThan(tolerance);
  }
}

/** The largest move of an answer at each site: what a plan must find for a test to say something. */
function moves({ series, answers: own }: Measured, sites: number): number[] {
  const rows = series.get('answers -1')!;
  const clean = own.get(0)!;
  return Array.from({ length: sites }, (_, s) =>
    furthest(rows.subarray(s * clean.length, (s + 1) * clean.length), clean),
  );
}

describe('an MLP on one-hot rows', () => {
  const mlp = async () => {
    const forward = new Forward(mlpNetwork(), await testRuntime(), 2 ** 20);
    onTestFinished(() => forward.release());
    return forward;
  };

  test('computes what Keras does', async () => {
    const golden = readSafetensors(fixture('mlp/golden.safetensors'));
    const wanted = golden.get('output')!; // [6, 4]
    const rows = golden.get('input')!.data; // [6, 8]
    const trial = rowTrial((i) => Float32Array.from(rows.subarray(8 * i, 8 * i + 8)), 6);
    const found = await sweep(quietJob, await mlp(), trial, { series: [], sets: [] });
    wanted.data.forEach((p, at) => {
      expect(found.answers.get(0)![at]).toBeCloseTo(p, 6);
    });
  });

  test('takes the same sweep: inputs, both together, hidden layers, half of one', async () => {
    const sites = [
      residual(0, [0]),
      residual(0, [1]),
      residual(0, [0, 1]),
      residual(1, 'all'),
      { ...residual(1, 'all'), channels: [0, 8] as const },
      residual(2, 'all'),
      { ...residual(2, 'all'), channels: [4, 16] as const },
    ];
    const forward = await mlp();
    const plan = planOf(sites);
    const trial = oneHotTrial(9);
    const found = await sweep(quietJob, forward, trial, plan);
    checkSame(found, await naiveSweep(forward, trial, plan));
    expect(Math.min(...moves(found, sites.length))).toBeGreaterThan(0.01);
    const [, , both, layer1, , layer2] = sites.map((_, s) =>
      found.series.get('answers -1')!.subarray(s * 36, (s + 1) * 36),
    );
    const source = found.answers.get(-1)!;
    for (const whole of [both, layer1, layer2]) expect(furthest(whole, source)).toBeLessThan(1e-6);
  });
});

/** Two variables of four values, each one hot in its half of the row. */
function oneHotTrial(pairs: number): Trial {
  const rng = random('one hot');
  const draw = () => Array.from({ length: pairs }, () => [rng.below(4), rng.below(4)]);
  const [base, source] = [draw(), draw()];
  return rowTrial((i, mask) => {
    const row = new Float32Array(8);
    for (const g of [0, 1]) row[4 * g + ((mask >> g) & 1 ? source : base)[i][g]] = 1;
    return row;
  }, pairs);
}

function rowTrial(rowOf: (i: number, mask: number) => Float32Array, pairs: number): Trial {
  return {
    pairs,
    parts: 2,
    own: Int32Array.of(0, 1),
    readings: occurrencesAlone(2),
    answers: Int32Array.of(0, 1, 2, 3),
    outcomes: Int32Array.of(0, 1, 2, 3),
    regions: () => [
      [0, 4],
      [4, 8],
    ],
    input: (i, mask) => ({ values: rowOf(i, mask), readAt: 0 }),
    identity: (i) => `${rowOf(i, 0)} ${rowOf(i, -1)}`,
  };
}

/** Six pairs of two parts, and answers that the network likes. */
async function trialFor(forward: Forward, seed: string): Promise<Trial> {
  const spans = [0, undefined, 1, undefined];
  const task = tokenTask({ seed, vocabulary: 300, pairs: 6, spans, readSpan: 3 });
  const prompts = Array.from({ length: 6 }, (_, i) => task.input(i, -1));
  return answering(task, await likelyAnswers(forward, prompts, 5));
}

describe('other lists of stages than a transformer has', () => {
  /** Blocks of one group, that of the first: as a model does whose blocks share their weights. */
  const shared = (network: Network): Network => {
    const [attend, finish] = network.stages;
    const stages = [attend, finish, attend, finish, attend, finish];
    return { ...network, stages, cuts: [0, 2, 4, 6] };
  };
  /** Every attention must see all of its prompt: it has no past to take. */
  const pastless = (network: Network): Network => {
    return { ...network, stages: network.stages.map((stage) => ({ ...stage, past: undefined })) };
  };
  /** BERT's norm after the embedding comes twice more, in the group of its last block. */
  const tailed = (network: Network): Network => {
    const group = network.stages.at(-1)!.group;
    const [norm] = network.stages;
    const tail = { ...norm, group };
    const weights: Network['weights'] = async (job, of) => ({
      ...(await network.weights(job, of)),
      ...(of === group ? await network.weights(job, norm.group) : {}),
    });
    return { ...network, weights, stages: [...network.stages, tail, tail] };
  };
  const positionwise = (network: Network): Network => {
    return { ...network, stages: network.stages.slice(0, 1), cuts: [0, 1] };
  };
  type Row = readonly [
    name: string,
    folder: string,
    change: (network: Network) => Network,
    moments: readonly number[],
  ];
  const rows: readonly Row[] = [
    ['blocks that share weights, seen from below', 'gpt2', shared, [0]],
    ['blocks that share weights, seen at both of their moments', 'llama', shared, [1, 2, 3, 4, 5]],
    ['blocks that share weights, z and z again', 'gpt_neox', shared, [1, 3]],
    ['attention without a past', 'gpt2', pastless, [0, 1, 2, 4]],
    ['stages after the last attention', 'bert', tailed, [0, 3, 5, 7]],
    ['stages after the last attention, seen between them', 'bert', tailed, [4, 5, 6]],
    ['positions that never see each other', 'bert', positionwise, [0, 1]],
  ];
  test.each(rows)('%s (%s)', async (name, folder, change, moments) => {
    const network = change((await forwardOf(await edited(folder))).network);
    const forward = new Forward(network, await testRuntime(), 2 ** 30);
    onTestFinished(() => forward.release());
    const trial = await trialFor(forward, name);
    const slots = (moment: number) => (network.stages[moment]?.takes.z ? ['x', 'z'] : ['x']);
    const sites = moments.flatMap((moment) =>
      slots(moment).flatMap((slot) =>
        // None begins at the first position: what is before must come from somewhere.
        [[1], [2, 1], [3]].map((region) => ({ ...residual(moment, region), slot })),
      ),
    );
    const plan = planOf(sites);
    checkSame(await sweep(quietJob, forward, trial, plan), await naiveSweep(forward, trial, plan));
  });
});

describe.each(['gpt2', 'gpt_neox', 'llama', 'bert'])('%s', (folder) => {
  const set = async () => {
    const forward = await forwardOf(await edited(folder));
    const { network } = forward;
    return {
      forward,
      network,
      trial: await trialFor(forward, folder),
      last: network.cuts.length - 2,
    };
  };

  test('a check is run also where nothing reaches the answer, and then nothing does', async () => {
    const { forward, network, trial, last } = await set();
    const sites = [
      ...[0, 2].map((span) => residual(network.stages.length, [span])),
      headSite(network, last, 1, [0]),
      headSite(network, last, 1, [3]),
    ];
    const plan = (of: 'check' | 'pairs'): Plan => ({
      series: [change, fromDonor].map((reducer) => {
        return { name: reducer.name, donor: -1, sites, of, reducer } as const;
      }),
      sets: [],
    });
    const first = { ...trial, pairs: 1 };
    const found = await sweep(quietJob, forward, first, plan('check'));
    checkSame(found, await naiveSweep(forward, first, plan('pairs')));
  });

  test('sites of several spans, apart and in any order', async () => {
    const { forward, network, trial } = await set();
    const regions = [[0, 1], [2, 0], [1, 2, 3], 'all'] as const;
    const sites = network.cuts.flatMap((moment) =>
      regions.map((region) => residual(moment, region)),
    );
    const plan = planOf(sites);
    const found = await sweep(quietJob, forward, trial, plan);
    checkSame(found, await naiveSweep(forward, trial, plan));
  });

  test('one head of a block, every head, and residual streams beside them', async () => {
    const { forward, network, trial, last } = await set();
    const heads = [0, last].flatMap((layer) =>
      [0, 1].flatMap((head) => [
        headSite(network, layer, head, [2]),
        headSite(network, layer, head, [3, 2]),
        headSite(network, layer, head, 'all'),
      ]),
    );
    const sites = [...heads, residual(network.cuts[1], [2]), residual(network.cuts[1] + 1, [2])];
    const plan = planOf(sites);
    const found = await sweep(quietJob, forward, trial, plan);
    checkSame(found, await naiveSweep(forward, trial, plan));
    expect(Math.max(...moves(found, heads.length))).toBeGreaterThan(1e-4);
  });

  test('a reducer that nobody knew: the largest answer after the interchange', async () => {
    const { forward, network, trial } = await set();
    const largest: Reducer = {
      name: 'largest',
      size: () => 2,
      reduce: ({ response }, out) => {
        const most = Math.max(...response);
        out.set([response.indexOf(most), most]);
      },
    };
    const sites = [residual(network.cuts[1], [2]), residual(network.cuts[1], [3])];
    const plan = planOf(sites, largest);
    const { series } = await sweep(quietJob, forward, trial, plan);
    const rows = series.get('answers -1')!;
    const K = trial.answers.length;
    const wanted = Array.from({ length: rows.length / K }, (_, at) => {
      const row = rows.subarray(at * K, (at + 1) * K);
      return [row.indexOf(Math.max(...row)), Math.max(...row)];
    });
    expect([...series.get('largest -1')!]).toEqual(wanted.flat());
  });
});
