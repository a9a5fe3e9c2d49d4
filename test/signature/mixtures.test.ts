// Which mixtures the labels ask for, above six parts, and that the greedy search finds the label.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { firstMasks, withMixtures } from '../../src/engine/signature/mixtures.ts';
import { signatureOf } from '../../src/engine/signature/signature.ts';
import { gridWith } from '../support/plans.ts';

const pairs = 64;

/**
 * A model that gives every part of a mixture an outcome of its own, and the rest to the last one: the
 * more parts two mixtures share, the nearer they are, which is what a greedy search relies on.
 */
function additive(parts: number) {
  const rng = random('additive');
  const move = Array.from({ length: parts }, () => Array.from({ length: pairs }, rng.next));
  return (mask: number) => {
    const out = new Float32Array(pairs * (parts + 1));
    for (let i = 0; i < pairs; i++) {
      const moved = move.map((by, g) => ((mask >> g) & 1 ? by[i] / parts : 0));
      out.set([...moved, 1 - moved.reduce((sum, by) => sum + by, 0)], i * (parts + 1));
    }
    return out;
  };
}

/** Labels found when the sites carry these sets, and the masks that were run for it. */
async function checkLabels(parts: number, carried: readonly number[]) {
  const answers = additive(parts);
  const asked: number[] = [];
  const responses: Responses = {
    ...gridWith(1, Array(carried.length).fill(-1)),
    pairs,
    outcomes: parts + 1,
    parts,
    clean: answers(0),
    site: Float32Array.from(carried.flatMap((mask) => [...answers(mask)])),
    mixed: new Map([[0, answers(0)]]),
    passed: new Float32Array(parts * carried.length * pairs),
    whole: new Float32Array(parts * pairs).fill(1),
    effect: new Float32Array(parts * pairs).fill(1),
  };
  const complete = await withMixtures(quietJob, responses, async (masks) => {
    asked.push(...masks);
    return new Map(masks.map((mask) => [mask, answers(mask)]));
  });
  expect([...(await signatureOf(quietJob, complete)).label]).toEqual(carried);
  expect(new Set(asked).size, 'no mask is run twice').toBe(asked.length);
  return asked;
}

describe('up to six parts', () => {
  test('every set is tried but the clean one, which is known', async () => {
    expect(firstMasks(3)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(await checkLabels(3, [0, 0b011, 0b101, 0b111])).toHaveLength(7);
    expect(await checkLabels(6, [0b101010, 0b000111])).toHaveLength(63);
  });

  test('without parts there is nothing to try', async () => {
    expect(firstMasks(0)).toEqual([0]);
    expect(await checkLabels(0, [0])).toEqual([]);
  });
});

describe('above six parts', () => {
  test('the search starts from no part, one part, all but one and all', () => {
    expect(firstMasks(7).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 4, 8, 16, 32, 63, 64, 95, 111, 119, 123, 125, 126, 127,
    ]);
  });

  test('labels are found without trying all subsets', async () => {
    const asked = await checkLabels(9, [0, 0b11, 0b101010101, 0b111111111, 0b111101111]);
    expect(asked.length).toBeLessThan(100);
  });
});
