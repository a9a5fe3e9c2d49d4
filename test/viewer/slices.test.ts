// What crosses to the extension and on to a page: slices under 1 MB, names clipped, nothing lost.
import { describe, expect, test } from 'vitest';
import type {
  CheckpointDiffView,
  ComparedTensor,
  InspectView,
  ListedTensor,
} from '../../src/protocol/engineService.ts';
import type { Call } from '../../src/protocol/server.ts';
import { MOST_LETTERS, slices } from '../../src/protocol/slices.ts';
import { clipped } from '../../src/vscode/viewer/rows.ts';
import { handOutDiff, handOutInspection } from '../../src/worker/handOut.ts';

const long = 'x'.repeat(1_000_000);

function viewOf(names: readonly string[], more: Partial<InspectView> = {}): InspectView {
  const tensors = names.map((name) => ({ name, dtype: 'F32', shape: [1], bytes: 4, file: 'f' }));
  return {
    name: 'm',
    container: 'safetensors',
    family: null,
    problems: [],
    notes: [],
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

/** A call that keeps its parts. */
function keeping<Part>() {
  const parts: Part[] = [];
  const ignore = () => undefined;
  const call: Call<Part> = {
    cancelled: false,
    progress: ignore,
    note: ignore,
    part: (part) => void parts.push(part),
  };
  return { call, parts };
}

async function inspected(view: InspectView, list = true) {
  const { call, parts } = keeping<readonly ListedTensor[]>();
  const summary = await handOutInspection(call, view, list);
  return { summary, parts, rows: parts.flat() };
}

describe('slices', () => {
  test.each([0, 1, 499, 500, 501, 4500, 4501, 100_000])('%i rows come once, in order', (n) => {
    const rows = Array.from({ length: n }, (_, i) => ({ name: `layer.${i}` }));
    const sent = [...slices(rows)];
    expect(sent.flatMap((slice) => slice.rows)).toEqual(rows);
    let from = 0;
    for (const slice of sent) {
      expect(slice.from).toBe(from);
      from += slice.rows.length;
    }
  });

  test('none is over 1 MB on the way to a page, whatever the names', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ name: i % 3 === 0 ? long : `n${i}` }));
    const sizes = [...slices(rows)].map((slice) => JSON.stringify(clipped(slice)).length);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
  });
});

describe('an inspection', () => {
  test('hands out its tensors in small parts, with whole names', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `layer.${i}`);
    const { parts, rows, summary } = await inspected(viewOf([...names, long]));
    expect(rows.map(({ name }) => name)).toEqual([...names, long]);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(2000);
    expect(summary.tensorCount).toBe(10_001);
  });

  test('hands out none where none are asked for', async () => {
    const { rows, summary } = await inspected(viewOf(['a', 'b']), false);
    expect([rows, summary.tensorCount]).toEqual([[], 2]);
  });

  test('has a small summary, whatever the file; what is left out is counted', async () => {
    const metadata = Array.from({ length: 100 }, (_, i) => [`k${i}`, long] as const);
    const tied = Array.from({ length: 1000 }, () => ({ name: long, with: long, why: 'w' }));
    const view = viewOf([long], { name: long, metadata, tied, problems: [long] });
    const { summary } = await inspected(view);
    expect(summary.name).toHaveLength(MOST_LETTERS + 1);
    expect(summary.problems[0]).toHaveLength(MOST_LETTERS + 1);
    expect(summary.metadata.length + summary.metadataLeftOut).toBe(100);
    expect(JSON.stringify(summary).length).toBeLessThan(2_000_000);
  });

  test.each([
    ['where some names are understood', ['b'], [true, false]],
    ['but not where none is: the summary says so once', ['a', 'b'], [true, true]],
  ])('marks names that are not understood, %s', async (_, notUnderstood, wanted) => {
    const { rows } = await inspected(viewOf(['a', 'b'], { notUnderstood }));
    expect(rows.map(({ understood }) => understood)).toEqual(wanted);
  });
});

test('rows of a difference go as they are', async () => {
  const side = { dtype: 'F32', shape: [1], bytes: 4 };
  const lines = [
    { name: 'x', sides: [side, { ...side, tensors: ['q', 'k'] }], common: [1] },
    { name: 'only', sides: [null, side], common: null },
  ];
  const diff: CheckpointDiffView = { sides: [], heads: [null, 'own'], lines };
  const { call, parts } = keeping<readonly ComparedTensor[]>();
  await handOutDiff(call, diff);
  expect(parts.flat()).toEqual(lines);
});
