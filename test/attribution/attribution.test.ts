// Attribution patching at nodes and edges, at the prompt and integrated: plain PyTorch's on a GPT-2 and a Llama
// (test/fixture/attribution, made by test/fixture/make/attribution.py); on every family, the edges of a writer are
// together what the writer is as a node.
import { describe, expect, onTestFinished, test } from 'vitest';
import { attributeEdges } from '../../src/engine/attribution/edges.ts';
import { attributeNodes } from '../../src/engine/attribution/nodes.ts';
import type { Question } from '../../src/engine/attribution/walk.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { componentsOf } from '../../src/engine/forward/components.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { residual } from '../../src/engine/forward/plan.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import type { Spec } from '../../src/engine/graph/spec.ts';
import { everything, nothing } from '../../src/engine/task/partSet.ts';
import { fixture } from '../support/fixture.ts';
import { edited, testRuntime } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

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
  return {
    trial: {
      input: (i, set) => {
        const values = Int32Array.from(pairs[i][set === nothing ? 0 : 1]);
        return { values, readAt: values.length - 1 };
      },
      regions: (i) => pairs[i][0].map((_, t) => [t, t + 1] as const),
      answers,
      outcomes: answers.map((_, a) => a),
    },
    pairs: [...pairs.keys()],
    into: nothing,
    from: everything,
    contrasts: pairs.map((_, i) => ({ right: [2 * i], wrong: [2 * i + 1] })),
    steps,
  };
}

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
