// What of a network's weights is in memory: what fits stays, the rest passes through, the next on its way while
// one computes. What is computed is the same to the last bit.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Network } from '../../src/engine/forward/network.ts';
import { comparisonPlan, cutSites } from '../../src/engine/forward/plan.ts';
import { sweep } from '../../src/engine/forward/sweep.ts';
import { leastWeightBytes, Weights, weightBytes } from '../../src/engine/forward/weights.ts';
import { mlpNetwork } from '../support/mlp.ts';
import { edited, forwardOf } from '../support/models.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

/** A network of groups a, b, c, .. of so many bytes, the last of them its readout's; and what was read of it. */
function networkOf(...bytes: readonly number[]) {
  const reads: string[] = [];
  const mlp = mlpNetwork();
  const weightsOf = (i: number) => [{ name: 'w', shape: [bytes[i] / 4] }];
  const stages = bytes.slice(0, -1).map((_, i) => ({
    ...mlp.stages[0],
    ...{ group: nameOf(i), weights: weightsOf(i) },
  }));
  const last = bytes.length - 1;
  const network: Network = {
    ...mlp,
    stages,
    readout: { ...mlp.readout!, group: nameOf(last), weights: weightsOf(last) },
    weights: async (_, group) => {
      reads.push(group);
      const data = new Float32Array(bytes[group.charCodeAt(0) - 97] / 4);
      return { w: { dims: [data.length], data } };
    },
  };
  const pass = async (weights: Weights) => {
    for (const i of bytes.keys()) await weights.group(quietJob, nameOf(i));
    await settled();
  };
  return { network, reads, pass };
}

const nameOf = (i: number) => String.fromCharCode(97 + i);
/** Lets what was begun without being waited for come to its end. */
const settled = () => new Promise((done) => setImmediate(done));

test.each<[string, readonly number[], number, first: string, later: string]>([
  ['all fit: each is read once', [8, 8, 8, 40], 64, 'abcd', ''],
  ['none stays: the largest needs all of it', [8, 8, 8, 40], 40, 'abcd', 'abcd'],
  ['the largest stays where that leaves room for another', [8, 8, 8, 40], 48, 'abcd', 'abc'],
  [
    'and then for the next, which is not waited for',
    [8, 8, 8, 8, 8, 8, 40],
    56,
    'abcdefga',
    'bcdefa',
  ],
  ['of equal ones the first stay', [8, 8, 8, 8, 8, 8], 24, 'abcdefb', 'cdefb'],
  ['few that would all pass through are not read ahead', [8, 8, 8, 8], 16, 'abcd', 'bcd'],
  ['with room for one, one after the other', [8, 8, 8], 8, 'abc', 'abc'],
  ['a budget that is smaller than the largest is no other', [8, 8, 8], 0, 'abc', 'abc'],
])('%s', async (_, bytes, budget, first, later) => {
  const { network, reads, pass } = networkOf(...bytes);
  const weights = new Weights(network, budget);
  await pass(weights);
  expect(reads.splice(0).join('')).toBe(first);
  await pass(weights);
  expect(reads.join('')).toBe(later);
});

describe('the next one', () => {
  const many = () => networkOf(...Array(9).fill(8));

  test('is read while one computes, before anybody asks for it', async () => {
    const { network, reads } = many();
    const weights = new Weights(network, 16);
    await weights.group(quietJob, 'a');
    await settled();
    expect(reads).toEqual(['a', 'b']);
    await weights.group(quietJob, 'a'); // another microbatch
    await settled();
    expect(reads).toEqual(['a', 'b']);
  });

  test('is the one below on the way down, and above again from the lowest', async () => {
    const { network, reads, pass } = networkOf(...Array(9).fill(8));
    const weights = new Weights(network, 16);
    await pass(weights);
    reads.splice(0);
    for (const group of 'hgfedcbab') {
      await weights.group(quietJob, group);
      await settled();
    }
    expect(reads.join('')).toBe('hgfedcbac');
  });

  test('that cannot be read says so to whoever asks for it, and not before', async () => {
    const { network } = many();
    let asked = 0;
    const broken: Network = {
      ...network,
      weights: (job, group) => {
        if (group !== 'b') return network.weights(job, group);
        asked++;
        return Promise.reject(new Error(`b cannot be read, ${asked}`));
      },
    };
    const weights = new Weights(broken, 16);
    await weights.group(quietJob, 'a');
    await settled();
    await expect(weights.group(quietJob, 'b')).rejects.toThrow('b cannot be read, 2');
  });

  test('is waited for before the file may be closed', async () => {
    const { network } = many();
    const done: string[] = [];
    const slow: Network = {
      ...network,
      weights: async (job, group) => {
        await settled();
        done.push(group);
        return network.weights(job, group);
      },
    };
    const weights = new Weights(slow, 16);
    await weights.group(quietJob, 'a');
    await weights.release();
    expect(done).toEqual(['a', 'b']);
    await settled();
    expect(done, 'nothing is read afterwards').toEqual(['a', 'b']);
  });
});

test('what is allowed may change: what no longer fits is given up, what stays is not read again', async () => {
  const { network, reads, pass } = networkOf(8, 8, 8, 8);
  const weights = new Weights(network, 32);
  await pass(weights);
  weights.allow(16); // one stays, the others pass through
  weights.allow(32);
  reads.splice(0);
  await pass(weights);
  expect(reads.join('')).toBe('bcd');
});

describe.each(['gpt2', 'gpt_neox', 'llama', 'gemma3_text', 'bert', 'gpt2-f16'])('%s', (folder) => {
  test('a sweep with a third of its weights in memory gives the same bytes', async () => {
    const checkpoint = await edited(folder);
    const { network } = await forwardOf(checkpoint);
    const all = weightBytes(network);
    const prompts = { vocabulary: 19, pairs: 5, spans: [0, undefined, 1] };
    const task = answering(tokenTask({ seed: folder, ...prompts }), Int32Array.of(3, 7, 11));
    const sites = cutSites(network, task.own.length);
    const plan = comparisonPlan(sites, network, { shares: [0b01, 0b10], sets: [0b11] });
    const whole = await sweep(quietJob, await forwardOf(checkpoint, all), task, plan);
    const least = [leastWeightBytes(network), leastWeightBytes(network, 2)];
    for (const budget of [Math.floor(all / 3), ...least, 0]) {
      const forward = await forwardOf(checkpoint, budget);
      for (const stateBytes of [0, 1e9]) {
        expect(await sweep(quietJob, forward, task, plan, stateBytes), `${budget}`).toEqual(whole);
      }
    }
  });
});
