// Which occurrences lie at a site, and which spans make joint sites: whatever the order of the spans.
import { expect, test } from 'vitest';
import { modelOf } from '../../src/engine/family/model.ts';
import { type Region, residual } from '../../src/engine/forward/plan.ts';
import { jointSpans, ownParts } from '../../src/engine/forward/spans.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { occurrencesAlone } from '../../src/engine/task/partSet.ts';
import type { Range } from '../../src/engine/task/task.ts';
import type { Trial } from '../../src/engine/task/trial.ts';
import { edited } from '../support/models.ts';

/** Spans of part 0, of no part, of part 1, of part 0 again; a pair is where they lie, and how many positions there are. */
function trialOf(pairs: readonly (readonly Range[])[], length: number, readAt: number): Trial {
  return {
    pairs: pairs.length,
    parts: 2,
    own: Int32Array.of(0, -1, 1, 0),
    readings: occurrencesAlone(2),
    answers: Int32Array.of(0),
    outcomes: Int32Array.of(0),
    regions: (i) => pairs[i],
    input: () => ({ values: new Int32Array(length), readAt }),
    identity: (i) => `${pairs[i]}`,
  };
}

const inOrder: readonly Range[] = [
  [0, 2],
  [2, 3],
  [4, 5],
  [6, 7],
];
const turned: readonly Range[] = [
  [4, 6],
  [6, 7],
  [0, 1],
  [2, 3],
];

test.each<readonly [string, Region, readonly (readonly Range[])[], number]>([
  ['one span', [0], [inOrder], 0b01],
  ['a piece of the template', [1], [inOrder], 0],
  ['several', [0, 2], [inOrder], 0b11],
  ['all positions', 'all', [inOrder], 0b11],
  ['from the first on', { from: 0 }, [inOrder], 0b11],
  ['from a piece of the template on', { from: 1 }, [inOrder], 0b11],
  ['from the last on', { from: 3 }, [inOrder], 0b01],
  ['from one on that comes last here', { from: 0 }, [turned], 0b01],
  ['from one on that comes last in one pair only', { from: 0 }, [turned, inOrder], 0b11],
])('occurrences at %s', (_, region, pairs, wanted) => {
  const sites = { sites: [residual(0, region), residual(2, region)], cuts: [], at: [] };
  expect([...ownParts(sites, trialOf(pairs, 8, 7))]).toEqual([wanted, wanted]);
});

test.each<readonly [string, readonly (readonly Range[])[], number, number[], number[]]>([
  ['one by itself is what is read', [inOrder], 6, [0, 2], [0, 2, 3]],
  ['every one is followed by what is read', [inOrder], 7, [0, 2, 3], [0, 2, 3]],
  ['what comes after the answer is never seen', [inOrder], 4, [0], [0, 2, 3]],
  ['the order is another', [turned], 5, [2, 3], [0, 2, 3]],
  ['in one pair more follows', [inOrder, turned], 6, [0, 2, 3], [0, 2, 3]],
])('joint sites: %s', async (_, pairs, readAt, causal, masked) => {
  const networks = [await edited('gpt2'), await edited('bert')].map((c) => networkOf(modelOf(c)));
  const found = networks.map((network) => jointSpans(network, trialOf(pairs, 8, readAt)));
  expect(found).toEqual([causal, masked]);
});
