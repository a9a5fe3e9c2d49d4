// Attribution patching at nodes and edges, at the prompt and integrated: plain PyTorch's on a GPT-2 and a Llama
// (test/fixture/attribution, made by test/fixture/make/attribution.py); on every family, the edges of a writer are
// together what the writer is as a node.
import { describe, expect, onTestFinished, test } from 'vitest';
import { attributeEdges } from '../../src/engine/attribution/edges.ts';
import { logitDifference } from '../../src/engine/attribution/metric.ts';
import { attributeNodes } from '../../src/engine/attribution/nodes.ts';
import type { Question } from '../../src/engine/attribution/walk.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { componentsOf } from '../../src/engine/forward/components.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { residual, type Site } from '../../src/engine/forward/plan.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { leastWeightBytes, weightBytes } from '../../src/engine/forward/weights.ts';
import type { Spec } from '../../src/engine/graph/spec.ts';
import { everything, nothing } from '../../src/engine/task/partSet.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { fixture } from '../support/fixture.ts';
import { checkCancelled } from '../support/jobs.ts';
import { edited, testRuntime } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { share } from '../support/share.ts';

const tolerance = 1e-4;

async function opened(folder: string): Promise<{ forward: Forward; spec: Spec }> {
  const model = modelOf(await edited(folder));
  const forward = new Forward(networkOf(model, 'heads and MLPs'), await testRuntime(), 2 ** 30);
  onTestFinished(() => forward.release());
  return { forward, spec: model.spec };
}

/** Base, source, the answer of each. */
type Pair = readonly [readonly number[], readonly number[], number, number];

function questionOf(pairs: readonly Pair[], steps: number): Question {
  const answers = Int32Array.from(pairs.flatMap(([, , right, wrong]) => [right, wrong]));
  const outcomes = answers.map((_, a) => a);
  const contrasts = pairs.map((_, i) => ({ right: [2 * i], wrong: [2 * i + 1] }));
  return {
    trial: {
      input: (i, set) => {
        const values = Int32Array.from(pairs[i][set === nothing ? 0 : 1]);
        return { values, readAt: values.length - 1 };
      },
      regions: (i) => pairs[i][0].map((_, t) => [t, t + 1] as const),
    },
    pairs: [...pairs.keys()],
    into: nothing,
    from: everything,
    metric: logitDifference({ answers, outcomes }, contrasts),
    steps,
  };
}

const inputAlone = () => [residual(0, 'all')];

/** The input, then block by block the heads and the MLP. */
function nodesOf({ network }: Forward) {
  return [residual(network.cuts[0], 'all'), ...componentsOf(network).map(({ site }) => site)];
}

describe.each(['gpt2', 'llama'])('PyTorch, %s', (folder) => {
  const golden = readSafetensors(fixture(`attribution/${folder}.safetensors`));
  const list = (name: string) => [...golden.get(name)!.data];
  const pairs = [0, 1, 2].map((n): Pair => {
    const [right, wrong] = list(`${n}.answers`);
    return [list(`${n}.base`), list(`${n}.source`), right, wrong];
  });
  const check = (found: ArrayLike<number>, wanted: readonly number[], name: string) => {
    expect(found).toHaveLength(wanted.length);
    const furthest = Math.max(...wanted.map((x, i) => Math.abs(x - found[i])));
    expect(Math.max(...wanted.map(Math.abs)), name).toBeGreaterThan(100 * tolerance);
    expect(furthest, name).toBeLessThan(tolerance);
  };

  test.each([
    ['plain', 1],
    ['integrated', 4],
  ] as const)('%s', async (how, steps) => {
    const { forward, spec } = await opened(folder);
    const question = questionOf(pairs, steps);
    const nodes = await attributeNodes(quietJob, forward, question, nodesOf(forward));
    const edges = await attributeEdges(quietJob, forward, spec, question);
    for (const n of pairs.keys()) {
      const own = nodes.scores.map((each) => each[n]);
      check(own, list(`${n}.${how}.nodes`), `pair ${n}: nodes`);
      check(edges.scores[n], list(`${n}.${how}.edges`), `pair ${n}: edges`);
      expect(nodes.value[n]).toBeCloseTo(list(`${n}.value`)[0], 4);
      expect(edges.value[n]).toBe(nodes.value[n]);
    }
  });
});

/** Two pairs of different lengths, within every fixture's vocabulary. */
const somePairs: readonly Pair[] = [
  [[3, 7, 4, 8, 9, 10], [3, 2, 4, 8, 1, 10], 5, 6],
  [[1, 2, 18, 4], [1, 9, 18, 4], 11, 3],
];

/** Of numbers about as large as these. */
function checkClose(found: ArrayLike<number>, wanted: ArrayLike<number>, within: number) {
  const scale = Math.max(...Array.from(wanted, Math.abs));
  const furthest = Math.max(...Array.from(wanted, (x, i) => Math.abs(x - found[i])));
  expect(scale).toBeGreaterThan(1e-3);
  expect(furthest / scale).toBeLessThan(within);
}

const withEdges = [
  'gpt2',
  'gpt_neox',
  'llama',
  'hooked',
  'qwen3',
  'mistral',
  'gemma3_text',
  'gemma2',
];

describe.each(share(withEdges, 3))('%s', (folder) => {
  test("a writer's edges are together what it is as a node", async () => {
    const { forward, spec } = await opened(folder);
    const question = questionOf(somePairs, 1);
    const nodes = await attributeNodes(quietJob, forward, question, nodesOf(forward));
    const { scores, writers, readers } = await attributeEdges(quietJob, forward, spec, question);
    expect(writers).toHaveLength(nodes.scores.length);
    for (const n of somePairs.keys()) {
      const sums = writers.map((_, u) =>
        scores[n].subarray(u * readers.length, (u + 1) * readers.length).reduce((a, b) => a + b),
      );
      checkClose(
        sums,
        nodes.scores.map((each) => each[n]),
        1e-5,
      );
    }
  });
});

const scoresOf = async (
  folder: string,
  pairs: readonly Pair[],
  steps: number,
  sites: (forward: Forward) => Site[],
) => {
  const { forward } = await opened(folder);
  return attributeNodes(quietJob, forward, questionOf(pairs, steps), sites(forward));
};

describe.each(share([...withEdges, 'bert'], 3))('%s: nodes', (folder) => {
  test('a cut is the sum of its positions, and as much as the cuts beside it', async () => {
    const spans = [0, 1, 2, 3];
    const { scores } = await scoresOf(folder, somePairs.slice(1), 1, ({ network }) =>
      network.cuts
        .slice(0, -1)
        .flatMap((cut) => [residual(cut, 'all'), ...spans.map((t) => residual(cut, [t]))]),
    );
    const wholes = scores.filter((_, s) => s % 5 === 0).map(([score]) => score);
    const sums = wholes.map((_, c) => spans.reduce((sum, t) => sum + scores[5 * c + 1 + t][0], 0));
    checkClose(sums, wholes, 1e-5);
  });

  test('a pair alone is what it is among others', async () => {
    const together = await scoresOf(folder, somePairs, 2, nodesOf);
    for (const [n, pair] of somePairs.entries()) {
      const alone = await scoresOf(folder, [pair], 2, nodesOf);
      checkClose(
        alone.scores.map(([score]) => score),
        together.scores.map((each) => each[n]),
        1e-5,
      );
    }
  });
});

test.each(share(['gpt2', 'llama', 'gemma2', 'bert'], 2))(
  '%s: integrated, the inputs are all that the two prompts differ by',
  async (folder) => {
    // The sum's errors from one end and from the other cancel, but for their squares.
    const turned = somePairs.map(([a, b, ...rest]) => [b, a, ...rest] as const);
    const [one, other] = [
      await scoresOf(folder, somePairs, 40, inputAlone),
      await scoresOf(folder, turned, 40, inputAlone),
    ];
    const whole = Array.from(other.value, (value, n) => value - one.value[n]);
    const mean = Array.from(one.scores[0], (score, n) => (score - other.scores[0][n]) / 2);
    checkClose(mean, whole, 0.03);
  },
);

test('it ends soon after it is cancelled, and tells how far it is', async () => {
  const { forward, spec } = await opened('gpt2');
  const question = questionOf(somePairs, 2);
  await checkCancelled((job) => attributeNodes(job, forward, question, nodesOf(forward)), 6);
  await checkCancelled((job) => attributeEdges(job, forward, spec, question), 6);
});

test('weights that pass through the memory give the same bytes', async () => {
  const model = modelOf(await edited('llama'));
  const network = networkOf(model, 'heads and MLPs');
  const question = questionOf(somePairs, 2);
  const of = async (budget: number) => {
    const forward = new Forward(network, await testRuntime(), budget);
    onTestFinished(() => forward.release());
    return (await attributeEdges(quietJob, forward, model.spec, question)).scores;
  };
  const whole = await of(weightBytes(network));
  expect(await of(leastWeightBytes(network))).toEqual(whole);
  expect(await of(leastWeightBytes(network, 2))).toEqual(whole);
});

test('what has no edges says so: a stream that is normed itself', async () => {
  const { forward, spec } = await opened('bert');
  await expect(attributeEdges(quietJob, forward, spec, questionOf(somePairs, 1))).rejects.toThrow(
    /block 0 norms the residual stream itself/,
  );
});

test('a network without seams at its MLPs has neither edges nor MLPs to ask for', async () => {
  const model = modelOf(await edited('gpt2'));
  const forward = new Forward(networkOf(model), await testRuntime(), 2 ** 30);
  onTestFinished(() => forward.release());
  const question = questionOf(somePairs, 1);
  const mlps = [{ ...residual(2, 'all'), slot: 'm' }];
  await expect(attributeNodes(quietJob, forward, question, mlps)).rejects.toThrow(
    /no m at moment 2/,
  );
  const edges = attributeEdges(quietJob, forward, model.spec, question);
  await expect(edges).rejects.toThrow(/no seams at its MLPs/);
});

test('WebAssembly gives the same', async () => {
  const model = modelOf(await edited('gemma2'));
  const wasm = await openRuntime({ threads: 1, prefer: 'wasm' });
  const forward = new Forward(networkOf(model, 'heads and MLPs'), wasm, 2 ** 30);
  onTestFinished(() => forward.release());
  const native = (await opened('gemma2')).forward;
  const question = questionOf(somePairs, 2);
  const [found, wanted] = [
    await attributeEdges(quietJob, forward, model.spec, question),
    await attributeEdges(quietJob, native, model.spec, question),
  ];
  for (const n of somePairs.keys()) checkClose(found.scores[n], wanted.scores[n], 1e-4);
});
