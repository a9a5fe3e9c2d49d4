// The sweep reuses prefixes, batches, starts at the cut and skips what cannot matter. Here it is held
// against interchanges done the plain way (test/support/naiveSweep.ts), which do none of that.
import { describe, expect, test } from 'vitest';
import type { Checkpoint, Json } from '../../src/engine/checkpoint/checkpoint.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { blocksOf } from '../../src/engine/forward/blocks.ts';
import { fatesOf, takenAt } from '../../src/engine/forward/fate.ts';
import type { Forward } from '../../src/engine/forward/forward.ts';
import type { Measured } from '../../src/engine/forward/measured.ts';
import { visible } from '../../src/engine/forward/network.ts';
import { comparisonPlan, cutSites, type Plan, seriesNames } from '../../src/engine/forward/plan.ts';
import { sweepOf } from '../../src/engine/forward/responses.ts';
import { jointSpans } from '../../src/engine/forward/spans.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import type { TokenTask } from '../../src/engine/task/tokenised.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { checkCancelled } from '../support/jobs.ts';
import { edited, forwardOf, furthest } from '../support/models.ts';
import { likelyAnswers, naiveSweep } from '../support/naiveSweep.ts';
import { share } from '../support/share.ts';
import { answering, somePairs, type TokenTaskOptions, tokenTask } from '../support/tokenTask.ts';

/** Another order of sums, at most. Measured: 1.5e-6. */
const tolerance = 1e-5;
const sets = [0, 0b011, 0b101, 0b111];

type Case = {
  readonly folder: string;
  readonly head: string;
  readonly embedding: string;
  readonly task: TokenTaskOptions;
};

const spans = [0, undefined, 1, 2, undefined]; // three parts, two literal pieces
const pairs = 7;
const classes = [0, 1, 2, 3, 4, 4]; // of the answers: the last two count as one
const cases: readonly Case[] = [
  {
    folder: 'gpt2',
    head: 'lm_head.weight',
    embedding: 'transformer.wte.weight',
    task: { seed: 'gpt2', vocabulary: 320, pairs, spans },
  },
  {
    folder: 'gpt_neox',
    head: 'embed_out.weight',
    embedding: 'embed_out.weight',
    task: { seed: 'neox', vocabulary: 320, pairs, spans },
  },
  {
    folder: 'llama',
    head: 'lm_head.weight',
    embedding: 'lm_head.weight',
    task: { seed: 'llama', vocabulary: 400, pairs, spans, readSpan: 3 },
  },
  // Queries and keys are normed, and the second block sees four positions.
  {
    folder: 'qwen3',
    head: 'lm_head.weight',
    embedding: 'lm_head.weight',
    task: { seed: 'qwen3', vocabulary: 19, pairs, spans },
  },
  {
    folder: 'bert',
    head: 'cls.predictions.decoder.weight',
    embedding: 'bert.embeddings.word_embeddings.weight',
    task: { seed: 'bert', vocabulary: 300, pairs, spans, readSpan: 1 },
  },
];

/** The fixture with logits stretched by 4: answers are then neither alike nor certain. */
function stretched({ folder, head, embedding }: Case): Promise<Checkpoint> {
  return edited(folder, {
    config: { tie_word_embeddings: false },
    tensors: (tensors) => {
      const { dims, data } = tensors.get(embedding) as FloatTensor;
      tensors.set(head, { dims, data: data.map((x) => 4 * x) });
      const bias = tensors.get('cls.predictions.bias');
      if (bias) tensors.set('cls.predictions.decoder.bias', bias);
    },
  });
}

async function taskFor(forward: Forward, options: TokenTaskOptions): Promise<TokenTask> {
  const task = tokenTask(options);
  const prompts = Array.from({ length: task.pairs }, (_, i) => [
    task.input(i, 0),
    task.input(i, -1),
  ]);
  return answering(task, await likelyAnswers(forward, prompts.flat(), 6), classes);
}

/** Responses at single and joint sites, shares of three parts, mixtures, self-checks. */
function planOf({ network }: Forward, task: Trial, shares = [1, 2, 4]) {
  const sites = cutSites(network, spans.length, jointSpans(network, task));
  return { sites, plan: comparisonPlan(sites, network, { shares, sets }) };
}

function checkSame(found: Measured, wanted: Measured, within = tolerance) {
  expect([...found.answers.keys()]).toEqual([...wanted.answers.keys()]);
  for (const [mask, answers] of found.answers) {
    const difference = furthest(answers, wanted.answers.get(mask)!);
    expect(difference, `mixture ${mask}`).toBeLessThanOrEqual(within);
  }
  for (const [name, kept] of found.series) {
    expect(furthest(kept, wanted.series.get(name)!), name).toBeLessThanOrEqual(within);
  }
  for (const of of ['mass', 'massChange'] as const) {
    expect(furthest(found[of], wanted[of]), of).toBeLessThanOrEqual(within);
  }
  expect(furthest(found.logits, wanted.logits)).toBeLessThanOrEqual(100 * within);
}

/** The response of one pair at one site. */
function responseAt({ series, answers }: Measured, site: number, pair: number): Float32Array {
  const K = answers.get(0)!.length / pairs;
  const at = (site * pairs + pair) * K;
  return series.get(seriesNames.responses)!.subarray(at, at + K);
}

function cleanOf({ answers }: Measured, pair: number): Float32Array {
  const clean = answers.get(0)!;
  const K = clean.length / pairs;
  return clean.subarray(pair * K, (pair + 1) * K);
}

describe.each(share(cases, 3))('$folder', (row) => {
  const set = async (weightBudget?: number) => {
    const forward = await forwardOf(await stretched(row), weightBudget);
    const task = await taskFor(forward, row.task);
    return { forward, task, ...planOf(forward, task) };
  };

  test('every number is that of the plain way', async () => {
    const { forward, task, plan, sites } = await set();
    const found = await sweep(quietJob, forward, task, plan);
    const { series, answers, ...wanted } = await naiveSweep(forward, task, plan);
    const counted = plan.series.filter(({ of }) => of === 'pairs').map(({ name }) => name);
    expect(counted).toHaveLength(4);
    for (const name of counted) {
      expect(furthest(found.series.get(name)!, series.get(name)!), name).toBeLessThan(tolerance);
    }
    for (const [mask, rows] of found.answers) {
      expect(furthest(rows, answers.get(mask)!), `mixture ${mask}`).toBeLessThan(tolerance);
    }
    expect(furthest(found.mass, wanted.mass)).toBeLessThan(tolerance);
    const checked = blocksOf(forward.network, task, plan).map(({ pairs: [first] }) => first);
    const changes = wanted.massChange.map((x, k) => (checked.includes(Math.floor(k / 2)) ? x : 0));
    expect(furthest(found.massChange, changes)).toBeLessThan(tolerance);
    expect(Math.max(...changes), 'every response of a pair').toBe(sites.sites.length);
    const { own } = sweepOf(sites, plan, task, found).responses;
    expect([...own.subarray(0, 5)]).toEqual([1, 0, 2, 4, 0]);
  });

  test('and the numbers say something: answers move at every cut, by every part', async () => {
    const { forward, task, plan, sites } = await set();
    const found = await sweep(quietJob, forward, task, plan);
    for (const members of sites.cuts.slice(0, -1)) {
      const moved = members.flatMap((site) =>
        Array.from({ length: pairs }, (_, i) =>
          furthest(responseAt(found, site, i), cleanOf(found, i)),
        ),
      );
      expect(moved.filter((difference) => difference > 0.01).length).toBeGreaterThan(3);
    }
    const { parts, effect } = sweepOf(sites, plan, task, found).responses;
    for (let g = 0; g < parts; g++) {
      expect(Math.max(...effect.subarray(g * pairs, (g + 1) * pairs))).toBeGreaterThan(0.1);
    }
  });

  test('a site that cannot matter answers as the base, to the last bit; others are run', async () => {
    const { forward, task, plan, sites } = await set();
    const found = await sweep(quietJob, forward, task, plan);
    const fates = fatesOf(forward.network);
    let [silent, moved] = [0, 0];
    for (const [s, site] of sites.sites.entries()) {
      for (let i = 0; i < pairs; i++) {
        const [base, source] = [task.input(i, 0), task.input(i, -1)];
        const length = visible(base, forward.causal).length;
        const fate = fates(base, source)(site, takenAt(site, task.regions(i), length));
        const difference = furthest(responseAt(found, s, i), cleanOf(found, i));
        if (fate === base) {
          silent++;
          expect(difference).toBe(0);
        } else if (difference > 0) moved++;
      }
    }
    expect(silent).toBeGreaterThan(2 * pairs); // at least the literal pieces at cut 0
    expect(moved).toBeGreaterThan(pairs);
  });

  test('self-checks: no-op and whole-cut interchanges', async () => {
    const { forward, task, plan, sites } = await set();
    const measured = await sweep(quietJob, forward, task, plan);
    const { noOp, wholeCut, interchanges } = sweepOf(sites, plan, task, measured);
    expect(noOp).toBeLessThan(1e-6);
    expect(wholeCut).toBeLessThan(1e-6);
    expect(interchanges, 'of the source and of three parts').toBe(
      (sites.sites.length + 3 * spans.length * sites.cuts.length) * pairs,
    );
  });

  test('how many blocks go together does not matter, to the last bit', async () => {
    const { forward, task, plan } = await set();
    const alone = await sweep(quietJob, forward, task, plan);
    const { bytes } = blocksOf(forward.network, task, plan)[0];
    for (const stateBytes of [1, 2 * bytes, 1e12]) {
      checkSame(await sweep(quietJob, forward, task, plan, stateBytes), alone, 0);
    }
  });

  test('the other pairs do not matter', async () => {
    const { forward, task, plan, sites } = await set();
    const whole = await sweep(quietJob, forward, task, plan);
    const some = [5, 2];
    const alone = await sweep(quietJob, forward, somePairs(task, some), plan);
    const K = 5;
    const rows = alone.series.get(seriesNames.responses)!;
    for (const [k, pair] of some.entries()) {
      for (const site of sites.sites.keys()) {
        const at = (site * some.length + k) * K;
        const difference = furthest(rows.subarray(at, at + K), responseAt(whole, site, pair));
        expect(difference).toBeLessThan(tolerance);
      }
    }
  });

  test('weights that do not fit are read once for all blocks that go together', async () => {
    const checkpoint = await stretched(row);
    const reads = new Map<string, number>();
    const counting: Checkpoint = {
      ...checkpoint,
      read: (job, name) => {
        reads.set(name, (reads.get(name) ?? 0) + 1);
        return checkpoint.read(job, name);
      },
    };
    const [resident, streamed] = [await forwardOf(checkpoint), await forwardOf(counting, 0)];
    const task = await taskFor(resident, row.task);
    const { plan } = planOf(resident, task);
    const found = await sweep(quietJob, streamed, task, plan);
    const blocks = blocksOf(resident.network, task, plan).length;
    expect(new Set(reads.values())).toEqual(new Set([blocks]));
    checkSame(found, await sweep(quietJob, resident, task, plan), 0);
    reads.clear();
    checkSame(await sweep(quietJob, streamed, task, plan, 1e12), found, 0);
    expect(new Set(reads.values()), 'all together').toEqual(new Set([1]));
  });

  test('without shares nothing else is different', async () => {
    const { forward, task, plan, sites } = await set();
    const responsesOf = async (of: Plan) =>
      sweepOf(sites, of, task, await sweep(quietJob, forward, task, of)).responses;
    const without = await responsesOf(planOf(forward, task, []).plan);
    const whole = await responsesOf(plan);
    expect(furthest(without.site, whole.site)).toBeLessThan(tolerance);
    expect(without.passed.every((x) => x === 0)).toBe(true);
    expect(without.passed).toHaveLength(whole.passed.length);
  });
});

test('a sweep can be cancelled at every step', async () => {
  const forward = await forwardOf(await stretched(cases[0]));
  const task = await taskFor(forward, cases[0].task);
  await checkCancelled((job) => sweep(job, forward, task, planOf(forward, task).plan), 12);
});

const [full, slides] = ['full_attention', 'sliding_attention'];
const on = { use_sliding_window: true };

describe('windows: every number is that of the plain way, whatever is seen and used again', () => {
  test.each<[string, string, Record<string, Json>]>([
    ['itself alone', 'qwen3', { ...on, sliding_window: 1, max_window_layers: 0 }],
    [
      'itself alone, in the first block',
      'qwen3',
      { ...on, sliding_window: 1, layer_types: [slides, full] },
    ],
    [
      'two, in the second block',
      'qwen3',
      { ...on, sliding_window: 2, layer_types: [full, slides] },
    ],
    ['longer than any prompt', 'qwen3', { ...on, sliding_window: 1000, max_window_layers: 0 }],
    ['two', 'mistral', { sliding_window: 2 }],
    ['itself alone', 'mistral', { sliding_window: 1 }],
    ['two, two bases', 'gemma3_text', { sliding_window: 2 }],
    ['three', 'gemma3_text', { sliding_window: 3, sliding_window_pattern: 3 }],
    ['itself alone, with caps', 'gemma2', { sliding_window: 1 }],
  ])('%s (%s)', async (_, folder, config) => {
    const forward = await forwardOf(await edited(folder, { config }));
    const task = await taskFor(forward, { seed: folder, vocabulary: 19, pairs, spans });
    const { plan } = planOf(forward, task);
    const found = await sweep(quietJob, forward, task, plan);
    const { logits, massChange } = found; // of which the plain way makes none, or those of all pairs
    checkSame(found, { ...(await naiveSweep(forward, task, plan)), logits, massChange });
  });
});
