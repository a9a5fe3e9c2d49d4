// What is kept between runs: found again for the same input, never for another, made again if damaged.
import { describe, expect, test } from 'vitest';
import { baseAnswers, measured, measuredTwin } from '../../src/engine/analysis/measure.ts';
import type { Candidate } from '../../src/engine/analysis/modelRun.ts';
import { tokenSubject } from '../../src/engine/analysis/models.ts';
import { rememberedIntervals } from '../../src/engine/analysis/pairIntervals.ts';
import { Ready } from '../../src/engine/analysis/ready.ts';
import { digestOf, knownBlocks } from '../../src/engine/analysis/remember.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { emptyMeasured } from '../../src/engine/forward/measured.ts';
import { candidateOf } from '../support/candidates.ts';
import { edited, forwardOf, furthest } from '../support/models.ts';
import { likelyAnswers } from '../support/naiveSweep.ts';
import { memoryStore, testPorts } from '../support/stores.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

const memory = 1000; // MB
const twin = { pairs: 2, seed: 0 };

async function smallCandidate(): Promise<Candidate> {
  const checkpoint = await edited('gpt2');
  const forward = await forwardOf(checkpoint);
  const task = tokenTask({ seed: 'keep', vocabulary: 320, pairs: 3, spans: [0, 1] });
  const prompts = [0, 1, 2].map((i) => task.input(i, 0));
  const tokens = answering(task, await likelyAnswers(forward, prompts, 4));
  return candidateOf(modelOf(checkpoint), tokens);
}

/** The same candidate with a checkpoint that cannot be read: whatever it gives comes from the store. */
function unreadable(candidate: Candidate): Candidate {
  const refuse = () => Promise.reject(new Error('a weight was read'));
  const subject = tokenSubject(candidate.subject, 'a test');
  const checkpoint = { ...subject.model.checkpoint, read: refuse, readRows: refuse };
  const model = { ...subject.model, checkpoint };
  return { ...candidate, subject: { ...subject, model, ready: new Ready() } };
}

type Step = (ports: Ports, candidate: Candidate) => Promise<unknown>;
const steps: readonly [string, Step][] = [
  ['the gate', (ports, candidate) => baseAnswers(quietJob, ports, candidate, memory)],
  ['the sweep', (ports, candidate) => measured(quietJob, ports, candidate, memory)],
  [
    'the sweep of the twin',
    (ports, candidate) => measuredTwin(quietJob, ports, candidate, twin, memory),
  ],
];

describe.each(steps)('%s', (_, step) => {
  test('is read from the store the second time, equal to the last bit', async () => {
    const [ports, candidate] = [testPorts(), await smallCandidate()];
    const made = await step(ports, candidate);
    expect(await step(ports, unreadable(candidate))).toEqual(made);
  });

  test.each<[string, (entry: Uint8Array) => Uint8Array]>([
    ['cut short', (entry) => entry.subarray(0, entry.length / 2)],
    ['emptied', () => new Uint8Array(0)],
    ['no tensors', () => encodeSafetensors(new Map())],
    ['another header', (entry) => entry.map((byte, i) => (i === 20 ? 0 : byte))],
  ])('is made again when its entry is damaged: %s', async (_how, damage) => {
    const [store, candidate] = [memoryStore(), await smallCandidate()];
    const ports = testPorts(store);
    const made = await step(ports, candidate);
    const [[key, entry]] = store.entries;
    store.entries.set(key, damage(entry));
    expect(await step(ports, candidate)).toEqual(made);
    expect(store.entries.get(key)).toEqual(entry);
    expect(store.written).toEqual([key, key]);
  });

  test('leaves no entry when it fails', async () => {
    const store = memoryStore();
    const candidate = unreadable(await smallCandidate());
    await expect(step(testPorts(store), candidate)).rejects.toThrow('a weight was read');
    expect(store.entries.size).toBe(0);
  });
});

describe('a key', () => {
  const changes: readonly [string, (candidate: Candidate) => Candidate][] = [
    ['nothing', (c) => c],
    ['weights', (c) => withDigest(c, 'weights')],
    ['config', (c) => withDigest(c, 'config')],
    ['tokenizer', (c) => withDigest(c, 'tokenizer')],
    ['answers', (c) => ({ ...c, tokens: answering(c.tokens, Int32Array.of(9, 8, 7)) })],
    ['classes', (c) => ({ ...c, tokens: answering(c.tokens, c.tokens.answers, [0, 1, 1, 0]) })],
    ['a pair', (c) => ({ ...c, tokens: { ...c.tokens, identity: (i) => `other ${i}` } })],
  ];
  const withDigest = (c: Candidate, which: 'weights' | 'config' | 'tokenizer'): Candidate => {
    const digests = { ...c.subject.digests, [which]: 'other' };
    return { ...c, subject: { ...c.subject, digests } };
  };

  test('is another for each step and each change of what the numbers depend on', async () => {
    const [store, plain] = [memoryStore(), await smallCandidate()];
    const ports = testPorts(store);
    for (const [, change] of changes) {
      for (const [, step] of steps) await step(ports, change(plain));
    }
    for (const other of [
      { ...twin, seed: 1 },
      { ...twin, pairs: 1 },
    ]) {
      await measuredTwin(quietJob, ports, plain, other, memory);
    }
    const runtime = await ports.runtime();
    const later = { ...ports, runtime: async () => ({ ...runtime, version: '9.9' }) };
    await baseAnswers(quietJob, later, plain, memory);
    expect(store.entries.size).toBe(store.written.length);
    expect(store.entries.size).toBe(changes.length * steps.length + 3);
  });

  test('is the same for another name, another budget and another number of threads', async () => {
    const [store, plain] = [memoryStore(), await smallCandidate()];
    const ports = testPorts(store);
    await measured(quietJob, ports, plain, memory);
    await measured(quietJob, ports, { ...plain, subject: { ...plain.subject, name: 'm' } }, 400);
    expect(store.written).toHaveLength(1);
  });
});

test('a block is found again wherever its pairs stand, but for those on which the mass on the answers is seen', async () => {
  const { tokens } = await smallCandidate();
  const trial = { ...tokens, identity: (pair: number) => `${pair % 2}` };
  const plan = { series: [], sets: [] };
  const known = await knownBlocks(testPorts(), [], trial, plan);
  const measured = emptyMeasured(plan, 2, trial);
  await known.put([0, 1], measured);
  expect(await known.get([2, 3])).toEqual(measured);
  expect(await known.get([14, 15])).toEqual(measured);
  expect(await known.get([14, 17])).toBeUndefined();
  expect(await known.get([16, 17])).toBeUndefined();
});

test('the twin runs on the first pairs, from the same draw of shuffled weights', async () => {
  const candidate = await smallCandidate();
  const whole = await measuredTwin(quietJob, testPorts(), candidate, { pairs: 9, seed: 1 }, memory);
  const first = await measuredTwin(quietJob, testPorts(), candidate, { pairs: 2, seed: 1 }, memory);
  expect([whole.responses.pairs, first.responses.pairs]).toEqual([3, 2]);
  const K = whole.responses.outcomes;
  const two = whole.responses.clean.subarray(0, 2 * K);
  expect(furthest(first.responses.clean, two)).toBeLessThan(1e-6);
  const own = await measured(quietJob, testPorts(), candidate, memory);
  expect(furthest(own.responses.clean, whole.responses.clean)).toBeGreaterThan(1e-3);
});

describe('intervals', () => {
  const asked = { level: 0.95, resamples: 200, seed: 0 };
  const made = {
    models: [
      {
        entries: [{ value: 1 / 3, low: Number.MIN_VALUE, high: 1 - 2 ** -53 }],
        largest: undefined,
      },
    ],
    distance: undefined,
    decidingHigh: [[0.1 + 0.2, Math.fround(0.1)]],
  };
  const nobody = () => Promise.reject(new Error('measured again'));
  const recall = (
    ports: Ports,
    measure: () => Promise<object>,
    changes: Partial<typeof asked> = {},
    models = ['a', 'b'],
  ) => rememberedIntervals(ports, models, { ...asked, ...changes }, measure);

  test('are measured once, and equal to the last bit', async () => {
    const ports = testPorts();
    expect(await recall(ports, async () => made)).toBe(made);
    expect(await recall(ports, nobody)).toEqual(made);
  });

  /** The text of an entry changed, its header's length as it was. */
  const withText = (from: string, to: string) => (entry: Uint8Array) => {
    const text = Buffer.from(entry).toString('latin1');
    expect(text).toContain(from);
    return Uint8Array.from(Buffer.from(text.replace(from, to), 'latin1'));
  };
  const entryOf = (metadata: Readonly<Record<string, string>>) => () =>
    encodeSafetensors(new Map(), new Map(Object.entries(metadata)));

  test.each<[string, (entry: Uint8Array) => Uint8Array]>([
    // JSON of the right shape, with another number in it.
    ['a digit', withText('0.333', '0.833')],
    ['a name', withText('decidingHigh', 'decidingLow_')],
    ['cut short', (entry) => entry.subarray(0, entry.length / 2)],
    ['emptied', () => new Uint8Array(0)],
    ['no text', () => encodeSafetensors(new Map())],
    ['no digest', entryOf({ json: JSON.stringify(made) })],
    ['no JSON', entryOf({ json: '{"models":' })],
    ['JSON of something else', entryOf({ json: '[]', digest: digestOf(testPorts(), '{}') })],
  ])('are measured again where their entry is damaged: %s', async (_, damage) => {
    const store = memoryStore();
    const ports = testPorts(store);
    await recall(ports, async () => made);
    const [[key, entry]] = store.entries;
    store.entries.set(key, damage(entry));
    expect(await recall(ports, async () => made)).toBe(made);
    expect(store.entries.get(key)).toEqual(entry);
    expect(await recall(ports, nobody)).toEqual(made);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'of %s are refused, and not kept',
    async (value) => {
      const store = memoryStore();
      const run = recall(testPorts(store), async () => ({ ...made, decidingHigh: [[value]] }));
      await expect(run).rejects.toMatchObject({ code: 'model-values' });
      expect(store.written).toEqual([]);
    },
  );

  test('are others for whatever they depend on', async () => {
    const store = memoryStore();
    const ports = testPorts(store);
    const runtime = await ports.runtime();
    const later = { ...ports, runtime: async () => ({ ...runtime, version: '9.9' }) };
    const asks: readonly [Ports, Partial<typeof asked>, string[]?][] = [
      [ports, {}],
      [ports, { level: 0.9 }],
      [ports, { resamples: 201 }],
      [ports, { seed: 1 }],
      [ports, {}, ['b', 'a']],
      [ports, {}, ['a']],
      [ports, {}, ['a', 'c']],
      [later, {}],
    ];
    for (const [at, changes, models] of asks) await recall(at, async () => made, changes, models);
    expect(store.entries.size).toBe(asks.length);
    expect(store.written).toHaveLength(asks.length);
  });
});
