// The sweep reuses prefixes, batches, starts at the cut and skips what cannot matter. Here it is held
// against interchanges done the plain way (test/support/naiveSweep.ts), which do none of that.
import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { chunkSize, pairBytes } from '../../src/engine/forward/estimate.ts';
import type { Forward } from '../../src/engine/forward/forward.ts';
import type { Sweep, SweepOptions } from '../../src/engine/forward/responses.ts';
import { isSilent } from '../../src/engine/forward/sites.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import type { TokenTask } from '../../src/engine/task/tokenised.ts';
import { checkCancelled } from '../support/jobs.ts';
import { edited, forwardOf, furthest } from '../support/models.ts';
import { likelyAnswers, naiveSweep } from '../support/naiveSweep.ts';
import { somePairs, type TokenTaskOptions, tokenTask } from '../support/tokenTask.ts';

/** Another order of sums, at most. Measured: 1.5e-6. */
const tolerance = 1e-5;
const masks = [0, 0b011, 0b101, 0b111];
const all: SweepOptions = { shares: true, masks, stateBytes: 2 ** 30 };

type Case = {
  readonly folder: string;
  readonly head: string;
  readonly embedding: string;
  readonly task: TokenTaskOptions;
};

const spans = [0, undefined, 1, 2, undefined]; // three parts, two literal pieces
const pairs = 7;
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
    task.prompt(i, 0),
    task.prompt(i, -1),
  ]);
  return { ...task, answerIds: await likelyAnswers(forward, prompts.flat(), 6) };
}

const arrays = ['clean', 'site', 'passed', 'whole', 'effect'] as const;

function checkSame(found: Sweep, wanted: Sweep, within = tolerance) {
  const [a, b] = [found.responses, wanted.responses];
  for (const key of arrays) expect(furthest(a[key], b[key]), key).toBeLessThanOrEqual(within);
  expect([...a.mixed.keys()]).toEqual([...b.mixed.keys()]);
  for (const [mask, answers] of a.mixed) {
    expect(furthest(answers, b.mixed.get(mask)!), `mixture ${mask}`).toBeLessThanOrEqual(within);
  }
  expect(furthest(found.logits, wanted.logits)).toBeLessThan(100 * tolerance);
  expect({ ...a, ...found, ...noNumbers }).toEqual({ ...b, ...wanted, ...noNumbers });
}

/** What is compared with a tolerance instead. */
const noNumbers = {
  ...Object.fromEntries(arrays.map((key) => [key, undefined])),
  mixed: undefined,
  logits: undefined,
  responses: undefined,
  noOp: undefined,
  wholeCut: undefined,
};

/** The row of one pair at one site. */
function responseAt({ responses: r }: Sweep, site: number, pair: number): Float32Array {
  const at = (site * r.pairs + pair) * r.outcomes;
  return r.site.subarray(at, at + r.outcomes);
}

function cleanOf({ responses: r }: Sweep, pair: number): Float32Array {
  return r.clean.subarray(pair * r.outcomes, (pair + 1) * r.outcomes);
}

describe.each(cases)('$folder', (row) => {
  const set = async (weightBudget?: number) => {
    const forward = await forwardOf(await stretched(row), weightBudget);
    return { forward, task: await taskFor(forward, row.task) };
  };

  test('every number is that of the plain way', async () => {
    const { forward, task } = await set();
    const { responses } = await sweep(quietJob, forward, task, all);
    const naive = await naiveSweep(forward, task, masks);
    for (const key of arrays) {
      expect(furthest(responses[key], naive[key]), key).toBeLessThan(tolerance);
    }
    for (const mask of masks) {
      const difference = furthest(responses.mixed.get(mask)!, naive.mixed.get(mask)!);
      expect(difference, `mixture ${mask}`).toBeLessThan(tolerance);
    }
    expect([...responses.own]).toEqual([0, -1, 1, 2, -1]);
  });

  test('and the numbers say something: answers move at every cut, by every part', async () => {
    const { forward, task } = await set();
    const found = await sweep(quietJob, forward, task, all);
    const { cuts, parts, effect } = found.responses;
    for (let cut = 0; cut < cuts - 1; cut++) {
      const moved = spans.flatMap((_, s) =>
        Array.from({ length: pairs }, (_, i) =>
          furthest(responseAt(found, cut * spans.length + s, i), cleanOf(found, i)),
        ),
      );
      expect(moved.filter((difference) => difference > 0.05).length).toBeGreaterThan(3);
    }
    for (let g = 0; g < parts; g++) {
      expect(Math.max(...effect.subarray(g * pairs, (g + 1) * pairs))).toBeGreaterThan(0.1);
    }
  });

  test('a site that cannot matter answers as the base, to the last bit; others are run', async () => {
    const { forward, task } = await set();
    const { causal, layers } = forward.model.spec;
    const found = await sweep(quietJob, forward, task, all);
    let [silent, moved] = [0, 0];
    for (let site = 0; site < layers * spans.length; site++) {
      for (let i = 0; i < pairs; i++) {
        const [base, source] = [task.prompt(i, 0), task.prompt(i, -1)];
        const span = task.spans(i)[site % spans.length];
        const isKnown = isSilent(base, source, span, Math.floor(site / spans.length), causal);
        const difference = furthest(responseAt(found, site, i), cleanOf(found, i));
        if (isKnown) {
          silent++;
          expect(difference).toBe(0);
        } else if (difference > 0) moved++;
      }
    }
    expect(silent).toBeGreaterThan(2 * pairs); // at least the literal pieces at cut 0
    expect(moved).toBeGreaterThan(pairs);
  });

  test('self-checks: no-op and whole-cut interchanges', async () => {
    const { forward, task } = await set();
    const { noOp, wholeCut, interchanges } = await sweep(quietJob, forward, task, all);
    expect(noOp).toBeLessThan(1e-6);
    expect(wholeCut).toBeLessThan(1e-6);
    const cuts = forward.model.spec.layers + 1;
    expect(interchanges, 'of the source and of three parts').toBe(4 * cuts * spans.length * pairs);
  });

  test('the size of the chunks does not matter', async () => {
    const { forward, task } = await set();
    const whole = await sweep(quietJob, forward, task, all);
    const { spec } = forward.model;
    const sizes = [1, 3 * pairBytes(spec, task, all)].map((stateBytes) => ({ ...all, stateBytes }));
    expect(sizes.map((options) => chunkSize(spec, task, options))).toEqual([1, 3]);
    for (const options of sizes) checkSame(await sweep(quietJob, forward, task, options), whole);
  });

  test('the other pairs of the batch do not matter', async () => {
    const { forward, task } = await set();
    const whole = await sweep(quietJob, forward, task, all);
    const some = [5, 2];
    const alone = await sweep(quietJob, forward, somePairs(task, some), all);
    const sites = whole.responses.cuts * spans.length;
    for (const [k, pair] of some.entries()) {
      expect(furthest(cleanOf(alone, k), cleanOf(whole, pair))).toBeLessThan(tolerance);
      for (let site = 0; site < sites; site++) {
        const difference = furthest(responseAt(alone, site, k), responseAt(whole, site, pair));
        expect(difference).toBeLessThan(tolerance);
      }
    }
  });

  test('weights that do not fit are read once a block and chunk, and change nothing', async () => {
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
    const options = { ...all, stateBytes: 3 * pairBytes(resident.model.spec, task, all) };
    const found = await sweep(quietJob, streamed, task, options);
    expect(new Set(reads.values()), 'seven pairs, three a chunk').toEqual(new Set([3]));
    checkSame(found, await sweep(quietJob, resident, task, options), 0);
  });

  test('without shares nothing else is different', async () => {
    const { forward, task } = await set();
    const { responses } = await sweep(quietJob, forward, task, { ...all, shares: false });
    const whole = await sweep(quietJob, forward, task, all);
    expect(furthest(responses.site, whole.responses.site)).toBeLessThan(tolerance);
    expect(responses.passed.every((x) => x === 0)).toBe(true);
  });
});

test('a sweep can be cancelled at every step', async () => {
  const forward = await forwardOf(await stretched(cases[0]));
  const task = await taskFor(forward, cases[0].task);
  await checkCancelled((job) => sweep(job, forward, task, { ...all, stateBytes: 1 }), 12);
});
