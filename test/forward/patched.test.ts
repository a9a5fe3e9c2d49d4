// Interchanges of components. One component at a time: the effects that PyTorch's hooks give in double precision
// (test/fixture/patching, TransformerLens agrees to 3e-7). Many at a time, on every architecture: against the plain way,
// a prompt at a time, whole, stage by stage.
import { describe, expect, onTestFinished, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random, shuffled } from '../../src/engine/core/random.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { componentName, componentsOf } from '../../src/engine/forward/components.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { type Fill, PairsRecorded, type Patching } from '../../src/engine/forward/patched.ts';
import { residual, type Site } from '../../src/engine/forward/plan.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import type { Read } from '../../src/engine/forward/vocabulary.ts';
import { everything, nothing, occurrencesAlone } from '../../src/engine/task/partSet.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { fixture } from '../support/fixture.ts';
import { edited, furthest, testRuntime } from '../support/models.ts';
import { plainPatched } from '../support/plainPatched.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { share } from '../support/share.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

async function circuitForward(name: string): Promise<Forward> {
  const model = modelOf(await edited(name));
  const forward = new Forward(networkOf(model, 'heads and MLPs'), await testRuntime(), 2 ** 30);
  onTestFinished(() => forward.release());
  return forward;
}

describe('one at a time: the effects of PyTorch, to 1e-4', () => {
  const golden = readSafetensors(fixture('patching/effects.safetensors'));
  const given = readSafetensors(fixture('patching/pairs.safetensors'));
  const [n, T, V] = [8, 10, 320];
  const ids = (name: string, i: number) =>
    Int32Array.from(given.get(name)!.data.subarray(i * T, (i + 1) * T), Number);
  const trial: Trial = {
    pairs: n,
    parts: 0,
    own: new Int32Array(T).fill(-1),
    readings: occurrencesAlone(0),
    answers: Int32Array.from({ length: V }, (_, v) => v),
    outcomes: Int32Array.from({ length: V }, (_, v) => v),
    regions: () => Array.from({ length: T }, (_, t) => [t, t + 1] as const),
    input: (i, set) => ({
      values: ids(set === nothing ? 'clean' : 'counterfactual', i),
      readAt: T - 1,
    }),
    identity: (i) => `${i}`,
  };
  const difference = (logits: Float32Array, row: number, pair: number) => {
    const at = (name: string) => logits[row * V + Number(given.get(name)!.data[pair])];
    return at('answer') - at('wrong');
  };

  /** What moves by patch and pair, beside the tensor [pair, patch] of the oracle. */
  const check = (name: string, { logits, kl }: Read, own: Read, patches: number) => {
    const wanted = golden.get(`${name}.logitDifference`)!.data;
    const wantedKl = golden.get(`${name}.kl`)!.data;
    expect(wanted.length).toBe(patches * n);
    let most = 0;
    for (let p = 0; p < patches; p++) {
      for (let i = 0; i < n; i++) {
        const row = p * n + i;
        const moved = difference(logits, row, i) - difference(own.logits, i, i);
        most = Math.max(most, Math.abs(moved - wanted[i * patches + p]));
        most = Math.max(most, Math.abs(kl[row] - wantedKl[i * patches + p]));
      }
    }
    expect(most, name).toBeLessThan(1e-4);
  };

  test.each([
    ['noising', nothing, everything],
    ['denoising', everything, nothing],
  ] as const)('%s: heads, MLPs, and single positions of the stream', async (name, into, from) => {
    const forward = await circuitForward('gpt2');
    const { cuts } = forward.network;
    const components = componentsOf(forward.network);
    const of = (isHead: boolean) =>
      components.flatMap(({ head, site }) => ((head !== undefined) === isHead ? [[site]] : []));
    const positions = Array.from({ length: T }, (_, t) => t);
    const stream = cuts.flatMap((cut) => positions.map((t) => [residual(cut, [t])]));
    const kinds = { head: of(true), mlp: of(false), resid: stream };
    const sites = Object.values(kinds).flat(2);
    const pairs = [...Array(n).keys()];
    const on = await PairsRecorded.of(
      quietJob,
      forward,
      trial,
      pairs,
      [nothing, everything],
      sites,
    );
    const own = await on.patched(quietJob, { into, from, patches: [[]] });
    expect(own.kl).toEqual(new Float32Array(n));
    for (const [kind, patches] of Object.entries(kinds)) {
      const read = await on.patched(quietJob, { into, from, patches });
      check(`${name}.${kind}`, read, own, patches.length);
    }
  });
});

describe('many at a time, as the plain way', () => {
  const fills: Record<string, Fill | number> = {
    'from the source': everything,
    'set to zero': () => new Float32Array(512),
    'set to ones': () => new Float32Array(512).fill(1),
  };
  // pre, grouped queries, parallel, around with windows, post and no causal mask
  const models = ['gpt2', 'llama', 'gpt_neox', 'gemma2', 'qwen3', 'bert'];
  const cases = models.flatMap((model) => Object.keys(fills).map((fill) => [model, fill] as const));

  test.each(share(cases, 9))('%s, %s', async (name, fill) => {
    const forward = await circuitForward(name);
    const vocabulary = Math.min(300, forward.network.readout!.widest); // as much as all of them embed
    const task = tokenTask({ seed: name, vocabulary, pairs: 3, spans: [0, undefined, 1] });
    const trial = answering(task, Int32Array.of(3, 5, 17));
    const components = componentsOf(forward.network);
    const rng = random(name);
    const some = (count: number): Site[] =>
      shuffled(components, rng)
        .slice(0, count)
        .map(({ site }) => site);
    const patches = [
      [],
      some(1),
      some(2),
      some(5),
      some(components.length - 1),
      components.map(({ site }) => site),
      [residual(forward.network.cuts[1], [1])],
    ];
    const sites = patches.flat();
    const sets = [nothing, everything];
    const on = await PairsRecorded.of(quietJob, forward, trial, [2, 0, 1], sets, sites);
    for (const into of sets) {
      const from =
        fill === 'from the source' ? (into === nothing ? everything : nothing) : fills[fill];
      const patching: Patching = { into, from, patches };
      const [found, wanted] = [
        await on.patched(quietJob, patching),
        await plainPatched(forward, trial, [2, 0, 1], patching),
      ];
      expect(furthest(found.logits, wanted.logits), 'logits').toBeLessThan(3e-5);
      expect(furthest(found.kl, wanted.kl), 'KL').toBeLessThan(3e-5);
      expect(Math.max(...wanted.kl)).toBeGreaterThan(1e-3);
    }
  });
});

test('the components of a model, in its order', async () => {
  const { network } = await circuitForward('llama'); // 3 blocks, 4 heads over 2 of keys
  const names = componentsOf(network).map(componentName);
  expect(names.join(' ')).toBe('0.0 0.1 0.2 0.3 mlp 0 1.0 1.1 1.2 1.3 mlp 1 2.0 2.1 2.2 2.3 mlp 2');
});
