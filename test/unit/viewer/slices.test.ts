// What crosses to a page: slices under 1 MB, names clipped, nothing lost.
import { describe, expect, test } from 'vitest';
import { MOST_LETTERS } from '../../../src/protocol/checkpointService.ts';
import type { InspectView } from '../../../src/protocol/engineService.ts';
import { diffRows, headOf, slices, tensorRows } from '../../../src/vscode/viewer/slices.ts';

const long = 'x'.repeat(1_000_000);

function viewOf(names: readonly string[], more: Partial<InspectView> = {}): InspectView {
  const tensors = names.map((name) => ({ name, dtype: 'F32', shape: [1], bytes: 4, file: 'f' }));
  return {
    name: 'm',
    container: 'safetensors',
    family: null,
    problems: [],
    answers: false,
    shape: [],
    parameters: names.length,
    bytes: 4 * names.length,
    tensors,
    tied: [],
    notUnderstood: [],
    metadata: [],
    ...more,
  };
}

describe('slices', () => {
  test.each([0, 1, 499, 500, 501, 4500, 4501, 100_000])('%i rows come once, in order', (n) => {
    const names = Array.from({ length: n }, (_, i) => `layer.${i}`);
    const sent = [...slices(tensorRows(viewOf(names)))];
    expect(sent.flatMap(({ rows }) => rows.map(({ name }) => name))).toEqual(names);
    let from = 0;
    for (const slice of sent) {
      expect(slice.from).toBe(from);
      from += slice.rows.length;
    }
  });

  test('none is over 1 MB, whatever the names', () => {
    const names = Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? long : `n${i}`));
    const sizes = [...slices(tensorRows(viewOf(names)))].map((s) => JSON.stringify(s).length);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });
});

test('names and metadata are clipped, and what is left out is counted', () => {
  const metadata = Array.from({ length: 100 }, (_, i) => [`k${i}`, long] as const);
  const view = viewOf([long], { name: long, metadata, problems: [long] });
  const { name, header } = headOf('path', view);
  expect(name).toHaveLength(MOST_LETTERS + 1);
  expect(header.problems[0]).toHaveLength(MOST_LETTERS + 1);
  expect(header.metadata.length + header.metadataLeftOut).toBe(100);
  expect(JSON.stringify(headOf('path', view)).length).toBeLessThan(1_000_000);
  expect(tensorRows(view)[0].name).toHaveLength(MOST_LETTERS + 1);
});

describe('names that are not understood are marked', () => {
  test('where some are', () => {
    const rows = tensorRows(viewOf(['a', 'b'], { notUnderstood: ['b'] }));
    expect(rows.map(({ understood }) => understood)).toEqual([true, false]);
  });
  test('but not where all are: the head says so once', () => {
    const rows = tensorRows(viewOf(['a', 'b'], { notUnderstood: ['a', 'b'] }));
    expect(rows.map(({ understood }) => understood)).toEqual([true, true]);
  });
});

test('rows of a difference: both, then A only, then B only', () => {
  const [tensor] = viewOf(['only']).tensors;
  const both = [{ name: 'x', dtypes: ['F32', 'F16'], shapes: [[2], [2]], bytes: [8, 4] }];
  const rows = diffRows({ sides: [], both, onlyA: [tensor], onlyB: [tensor] });
  expect(rows).toEqual([
    {
      name: 'x',
      sides: [
        { dtype: 'F32', shape: [2], bytes: 8 },
        { dtype: 'F16', shape: [2], bytes: 4 },
      ],
    },
    { name: 'only', sides: [{ dtype: 'F32', shape: [1], bytes: 4 }, null] },
    { name: 'only', sides: [null, { dtype: 'F32', shape: [1], bytes: 4 }] },
  ]);
});
