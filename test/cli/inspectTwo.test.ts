// What `congruity inspect A B` says of tensors that changed alike: numbers that are of one of them say of which.
import { expect, test } from 'vitest';
import { twoText, viewOf } from '../../src/cli/inspectTwo.ts';
import type { TensorChange } from '../../src/protocol/engineService.ts';
import type { ChangePart, KindOfChange } from '../../src/protocol/kindOfChange.ts';

const scaling = (by: number): ChangePart => ({
  kind: 'scaling',
  by: 'tensor',
  factors: [by, by],
});
const pruning = (share: number): ChangePart => ({
  ...{ kind: 'pruning', share, pattern: 'scattered', n: null, m: null },
  ...{ threshold: null, towards: 'B' },
});
const change = (name: string, part: ChangePart, relative: number | null): TensorChange => {
  const kind: KindOfChange = {
    ...{ parts: [part], sampled: null, relative, cosine: null },
    effectiveRank: null,
  };
  const differing = part.kind === 'identical' ? 0 : 8;
  return { name, count: 8, differing, notFinite: 0, difference: 1, norm: 1, largest: 1, kind };
};
const two = (...changes: readonly TensorChange[]) => {
  const view = viewOf({ sides: [], heads: [null, null], lines: [] }, changes);
  const text = [...twoText(view)].join('').split('\nHow far')[0].split('\nTensors')[0];
  return { kinds: view.kinds, lines: text.split('\n').map((line) => line.trim()) };
};

test.each<readonly [what: string, first: TensorChange, second: TensorChange, said: string]>([
  ['factors', change('k', scaling(0.5), 0.5), change('q', scaling(1.7), 0.7), '0.5'],
  ['shares', change('k', pruning(0.1), 0.2), change('q', pruning(0.9), 0.8), '10 %'],
  [
    'distances alone',
    change('k', { kind: 'drift' }, 0.2),
    change('q', { kind: 'drift' }, 3),
    '0.2',
  ],
])('two tensors that differ in %s: of which the numbers are', (_, first, second, said) => {
  const { kinds, lines } = two(first, second);
  expect(kinds).toMatchObject([{ tensors: 2, evidenceOf: 'k' }]);
  expect(kinds[0].evidence.join()).toContain(said);
  expect(lines.indexOf('in k:')).toBeGreaterThan(0);
  expect(lines.findIndex((line) => line.includes(said))).toBeGreaterThan(lines.indexOf('in k:'));
});

test('the same of all of them, or of one alone: of no single one', () => {
  const same = two(change('k', scaling(0.5), 0.5), change('q', scaling(0.5), 0.5));
  const one = two(change('k', scaling(0.5), 0.5));
  const equal = two(change('k', { kind: 'identical' }, 0), change('q', { kind: 'identical' }, 0));
  for (const { kinds, lines } of [same, one, equal]) {
    expect(kinds[0].evidenceOf).toBeNull();
    expect(lines.some((line) => line.startsWith('in '))).toBe(false);
  }
});
