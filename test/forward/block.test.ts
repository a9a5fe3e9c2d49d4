// One block, asked in every way that the sweep asks: parts of the whole are equal to the whole.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import type { Forward } from '../../src/engine/forward/forward.ts';
import { readWidth } from '../../src/engine/forward/network.ts';
import type { Reading } from '../../src/engine/graph/head.ts';
import type { Stage } from '../../src/engine/graph/stage.ts';
import { edited, forwardOf, furthest } from '../support/models.ts';

const [B, T] = [3, 6];
const tolerance = 1e-5;

async function blockOf(folder: string) {
  const forward = await forwardOf(await edited(folder));
  const { next } = random(folder);
  const d = readWidth(forward.network);
  const x = Float32Array.from({ length: B * T * d }, () => next() - 0.5); // [B, T, d]
  return { forward, x, d };
}

/** Rows [from, to) of every prompt: [B, to - from, d]. */
function rows(data: Float32Array, d: number, from: number, to = T): Float32Array {
  const prompts = Array.from({ length: B }, (_, b) =>
    data.subarray((b * T + from) * d, (b * T + to) * d),
  );
  return Float32Array.from(prompts.flatMap((row) => [...row]));
}

/** The stages of block 1, as one graph. */
function stagesOf({ network: { stages, cuts } }: Forward): readonly Stage[] {
  return stages.slice(cuts[1], cuts[2]);
}

function whole(forward: Forward, x: Float32Array, more: object = {}) {
  const call = { states: { x }, batch: B, queries: T, start: 0, ...more };
  return forward.step(quietJob, stagesOf(forward), call);
}

const causal = ['gpt2', 'gpt_neox', 'llama', 'qwen3', 'mistral', 'gemma3_text', 'gemma2'];
describe.each(causal)('%s, causal', (folder) => {
  test('from any position on, over the keys and values of any run', async () => {
    const { forward, x, d } = await blockOf(folder);
    const { x: y, keys, values } = await whole(forward, x, { keep: true });
    const order = Int32Array.of(2, 0, 1); // variant b continues run order[b]
    const reordered = Float32Array.from([...order].flatMap((b) => [...part(x, b)]));
    const wanted = Float32Array.from([...order].flatMap((b) => [...part(y.data, b)]));
    for (let start = 1; start < T; start++) {
      const found = await forward.step(quietJob, stagesOf(forward), {
        states: { x: rows(reordered, d, start) },
        batch: B,
        queries: T - start,
        start,
        past: { keys, values, base: order },
      });
      expect(furthest(found.x.data, rows(wanted, d, start)), `from ${start}`).toBeLessThan(
        tolerance,
      );
    }
  });

  test('at one position of each prompt', async () => {
    const { forward, x, d } = await blockOf(folder);
    const { x: y, keys, values } = await whole(forward, x, { keep: true });
    const readAt = Int32Array.of(5, 2, 4);
    const wanted = [...readAt].flatMap((at, b) => [
      ...part(y.data, b).subarray(at * d, (at + 1) * d),
    ]);
    const read = await whole(forward, x, { readAt });
    expect(read.x.dims).toEqual([B, 1, d]);
    expect(furthest(read.x.data, Float32Array.from(wanted))).toBeLessThan(tolerance);
    const later = await forward.step(quietJob, stagesOf(forward), {
      states: { x: rows(x, d, 2) },
      batch: B,
      queries: T - 2,
      start: 2,
      past: { keys, values, base: Int32Array.of(0, 1, 2) },
      readAt,
    });
    expect(furthest(later.x.data, Float32Array.from(wanted))).toBeLessThan(tolerance);
  });

  test('what comes later changes nothing before it', async () => {
    const { forward, x, d } = await blockOf(folder);
    const changed = x.map((value, i) => (Math.floor(i / d) % T >= 3 ? -value : value));
    const [one, two] = [await whole(forward, x), await whole(forward, changed)];
    expect(furthest(rows(one.x.data, d, 0, 3), rows(two.x.data, d, 0, 3))).toBe(0);
    expect(furthest(one.x.data, two.x.data)).toBeGreaterThan(0.01);
  });

  test('what attention and MLP add makes the block', async () => {
    const { forward, x } = await blockOf(folder);
    const observe = ['attention', 'mlp', 'pattern'];
    const { x: y, attention, mlp, pattern } = await whole(forward, x, { observe });
    const total = x.map((value, i) => value + attention.data[i] + mlp.data[i]);
    expect(furthest(total, y.data)).toBeLessThan(tolerance);
    expect(furthest(y.data, (await whole(forward, x)).x.data)).toBeLessThan(tolerance);
    checkPattern(pattern, (t, s) => s <= t);
  });
});

describe('bert, bidirectional', () => {
  test('padding is not seen', async () => {
    const { forward, x, d } = await blockOf('bert');
    const lengths = Int32Array.of(6, 4, 1);
    const noise = x.map((value, i) => {
      const [b, t] = [Math.floor(i / (T * d)), Math.floor(i / d) % T];
      return t < lengths[b] ? value : 9;
    });
    const [one, two] = [
      await whole(forward, x, { lengths }),
      await whole(forward, noise, { lengths, observe: ['pattern'] }),
    ];
    for (const [b, length] of lengths.entries()) {
      const real = (data: Float32Array) => part(data, b).subarray(0, length * d);
      expect(furthest(real(one.x.data), real(two.x.data))).toBe(0);
    }
    checkPattern(two.pattern, (_, s, b) => s < lengths[b]);
  });

  test('at one position of each prompt', async () => {
    const { forward, x, d } = await blockOf('bert');
    const [lengths, readAt] = [Int32Array.of(6, 4, 3), Int32Array.of(1, 3, 0)];
    const { x: y } = await whole(forward, x, { lengths });
    const read = await whole(forward, x, { lengths, readAt });
    const wanted = [...readAt].flatMap((at, b) => [
      ...part(y.data, b).subarray(at * d, (at + 1) * d),
    ]);
    expect(furthest(read.x.data, Float32Array.from(wanted))).toBeLessThan(tolerance);
  });
});

/** Prompt b of [B, ...]. */
function part(data: Float32Array, b: number): Float32Array {
  const size = data.length / B;
  return data.subarray(b * size, (b + 1) * size);
}

/** Every row of [B, H, T, T] sums to 1 over what may be seen, and is 0 elsewhere. */
function checkPattern(pattern: FloatTensor, sees: (t: number, s: number, b: number) => boolean) {
  const [, H] = pattern.dims;
  for (let row = 0; row < B * H * T; row++) {
    const weights = pattern.data.subarray(row * T, (row + 1) * T);
    const [t, b] = [row % T, Math.floor(row / (H * T))];
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 5);
    weights.forEach((w, s) => {
      if (!sees(t, s, b)) expect(w).toBe(0);
    });
  }
}

describe.each(['gpt2', 'gpt_neox', 'llama', 'bert', 'gemma2'])('%s, head', (folder) => {
  test('of the answers alone, and how likely any of them is', async () => {
    const { forward, x, d } = await blockOf(folder);
    const V = forward.network.readout!.widest;
    const answers = Int32Array.of(7, 0, V - 1);
    const read = (reading: Reading) =>
      forward.read(quietJob, x.subarray(0, 2 * d), reading, answers);
    const [all, own, mass] = [await read('logits'), await read('answerLogits'), await read('mass')];
    expect([all.dims, own.dims, mass.dims]).toEqual([[2, V], [2, 3], [2]]);
    for (const row of [0, 1]) {
      const logits = all.data.subarray(row * V, (row + 1) * V);
      const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
      let said = 0;
      for (const [k, id] of answers.entries()) {
        expect(own.data[row * 3 + k]).toBeCloseTo(logits[id], 5);
        said += Math.exp(logits[id]) / total;
      }
      expect(mass.data[row]).toBeCloseTo(said, 6);
    }
  });
});
