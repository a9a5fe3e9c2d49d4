// The geometry of the page's pictures: numbers in, numbers out.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellGeometry } from '../../webview/chart/cellGeometry.ts';
import { dendrogram, leafOrder } from '../../webview/chart/dendrogram.ts';
import {
  bracketHeight,
  flowLayout,
  mapFoot,
  rowHeight,
  rowTop,
} from '../../webview/chart/flowLayout.ts';
import { walk } from '../../webview/chart/gridWalk.ts';
import { heatCell, heatLayout } from '../../webview/chart/heatLayout.ts';
import { intervalAxis } from '../../webview/chart/intervalAxis.ts';
import { ribbons } from '../../webview/chart/ribbon.ts';
import { firstFitting, fitText, textWidth } from '../../webview/chart/textFit.ts';

const spans = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`);
const parts = ['a', 'b', 'c', 'd'];
const plain = { slots: 4, bracketed: new Set<number>(), unmeasured: [], pairs: false };

test.each([
  // what, width, cuts, spans -> stacked, cell
  ['two small models on a wide page', 1132, [4, 5], 6, false, { width: 64, height: 62 }],
  ['33 cuts x 20 spans', 1132, [33, 25], 20, false, { width: 19, height: 20 }],
  ['a narrow page', 452, [4, 5], 6, true, { width: 42, height: 62 }],
  ['64 spans', 1132, [7, 7], 64, true, { width: 14, height: 22 }],
  ['one model', 1132, [4], 6, false, { width: 76, height: 62 }],
] as const)('%s', (_, width, cuts, count, stacked, cell) => {
  const layout = flowLayout({ width, cuts, spans: spans(count), parts, ...plain });
  expect({ stacked: layout.stacked, cell: layout.cell }).toEqual({ stacked, cell });
});

const someCuts = fc.array(fc.integer({ min: 0, max: 97 })).map((cuts) => new Set(cuts));
const flowInputs = fc.record({
  width: fc.integer({ min: 200, max: 2000 }),
  cuts: fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1, maxLength: 2 }),
  spans: fc.array(fc.string(), { minLength: 1, maxLength: 64 }),
  parts: fc.array(fc.string(), { minLength: 1, maxLength: 8 }),
  slots: fc.integer({ min: 1, max: 12 }),
  bracketed: someCuts,
  unmeasured: fc.tuple(someCuts, someCuts),
  pairs: fc.boolean(),
});

test('every flow layout: one grid, rows apart and within the drawing, maps that do not touch', () => {
  const property = fc.property(flowInputs, (input) => {
    const layout = flowLayout(input);
    const mapWidth = layout.cell.width * input.spans.length;
    for (const map of layout.maps) {
      expect(map.x).toBeGreaterThanOrEqual(0);
      expect(map.x + mapWidth).toBeLessThanOrEqual(layout.width);
      expect(rowTop(layout, map, map.cuts - 1)).toBeGreaterThanOrEqual(0);
      expect(mapFoot(layout, map)).toBeLessThanOrEqual(layout.height);
    }
    const [a, b] = layout.maps;
    if (!b) return;
    if (layout.stacked) expect(rowTop(layout, b, b.cuts - 1)).toBeGreaterThan(rowTop(layout, a, 0));
    else {
      expect(b.x).toBeGreaterThan(a.x + mapWidth);
      // On one grid cut 0 of both models stands on one line.
      expect(rowTop(layout, a, 0)).toBe(rowTop(layout, b, 0));
    }
  });
  fc.assert(property, { seed: 3, numRuns: 300 });
});

test('under the cells of a cut with brackets there is room for them, in both maps', () => {
  const bracketed = new Set([1]);
  const input = { width: 1132, cuts: [4, 5], spans: spans(6), parts, ...plain, bracketed };
  const layout = flowLayout(input);
  const { height } = layout.cell;
  expect([0, 1, 2].map((cut) => rowHeight(layout, cut) - height)).toEqual([0, bracketHeight, 0]);
  for (const map of layout.maps) {
    const feet = [0, 1, 2].map((cut) => mapFoot(layout, map) - rowTop(layout, map, cut));
    expect(feet).toEqual([height, 2 * height + bracketHeight, 3 * height + bracketHeight]);
  }
});

test('a cell: each block in its column, from its foot to its head, sets apart', () => {
  const outer = { x: 0, y: 0, width: 64, height: 60 };
  const block = (slot: number, from: number, to: number) => ({ slot, from, to, token: false });
  const { frame, blocks } = cellGeometry(outer, 4, [
    block(0, 0, 0.6),
    block(1, 0, 0.6),
    block(1, 0.6, 0.9),
  ]);
  const [a, b, onB] = blocks;
  expect([a.y, a.height]).toEqual([b.y, b.height]);
  expect(b.x).toBeGreaterThan(a.x + a.width);
  expect(onB.x).toBe(b.x);
  expect(onB.y + onB.height).toBeCloseTo(b.y - 1);
  expect(onB.height + 1).toBeCloseTo(b.height / 2);
  expect(onB.y).toBeGreaterThan(frame.y);
});

test('every cell keeps its marks inside its frame', () => {
  const size = fc.integer({ min: 12, max: 76 });
  const share = fc.double({ min: -1, max: 2, noNaN: true });
  const block = fc.record({
    ...{ slot: fc.integer({ min: 0, max: 7 }), from: share, to: share, token: fc.boolean() },
  });
  const property = fc.property(size, size, fc.array(block), (width, height, of) => {
    const { frame, blocks } = cellGeometry({ x: 5, y: 7, width, height }, 8, of);
    for (const box of blocks) {
      expect(box.x).toBeGreaterThanOrEqual(frame.x);
      expect(box.x + box.width).toBeLessThanOrEqual(frame.x + frame.width + 1e-9);
      expect(box.y).toBeGreaterThanOrEqual(frame.y);
      expect(box.y + box.height).toBeLessThanOrEqual(frame.y + frame.height + 1e-9);
    }
  });
  fc.assert(property, { seed: 4, numRuns: 500 });
});

/** What was measured of 9 cuts by one model and another -> heights of the rows, cut 0 first; f: of a cell. */
test.each([
  ['all', [], [], 'f f f f f f f f f'],
  ['what neither has is one thin row', [2, 3, 4, 6], [2, 3, 4, 6], 'f f 18 0 0 f 18 f f'],
  ['what one has is a row of both', [2, 3, 4], [3, 6], 'f f f 18 f f f f f'],
] as const)('rows of cuts that were not measured: %s', (_, ofA, ofB, heights) => {
  const unmeasured = [new Set<number>(ofA), new Set<number>(ofB)];
  const input = { width: 1132, cuts: [9, 9], spans: spans(6), parts, ...plain, unmeasured };
  const layout = flowLayout(input);
  const rows = [...Array(9).keys()].map((cut) => rowHeight(layout, cut));
  const said = rows.map((row) => (row === layout.cell.height ? 'f' : String(row)));
  expect(said.join(' ')).toBe(heights);
  const whole = flowLayout({ ...input, unmeasured: [] });
  expect(layout.cell.height).toBeGreaterThanOrEqual(whole.cell.height);
});

test('numbers of pairs have their own room beside each map, and trees none where there are none', () => {
  const input = { width: 1132, cuts: [4, 5], spans: spans(6), parts: [], ...plain, pairs: true };
  for (const width of [1132, 480]) {
    const layout = flowLayout({ ...input, width });
    const [a, b] = layout.maps;
    const end = (map: typeof a) => map.x + 6 * layout.cell.width;
    expect(layout.stacked).toBe(width === 480);
    expect(b.pairs).toMatchObject({ anchor: 'start' });
    expect(b.pairs!.x).toBeGreaterThan(layout.stacked ? end(b) : b.labelX);
    expect(b.pairs!.x + 40).toBeLessThanOrEqual(layout.width);
    if (!layout.stacked) expect(a.pairs).toMatchObject({ anchor: 'end' });
    if (!layout.stacked) expect(a.pairs!.x).toBeLessThan(a.labelX - 30);
    expect(a.tree.width).toBe(0);
  }
  expect(flowLayout({ ...input, pairs: false }).maps[0].pairs).toBeUndefined();
});

const rows = [
  [0, 1, 2, 3],
  [0, 1, 2, 3, 4],
];
test.each([
  ['ArrowUp', [0, 0, 0], [0, 1, 0]],
  ['ArrowUp', [0, 3, 0], undefined],
  ['ArrowDown', [0, 0, 0], undefined],
  ['ArrowRight', [0, 3, 5], [1, 3, 0]],
  ['ArrowRight', [1, 3, 5], undefined],
  ['ArrowLeft', [1, 4, 0], [0, 3, 5]],
  ['ArrowLeft', [0, 4, 0], undefined],
  ['Home', [1, 2, 4], [1, 2, 0]],
  ['End', [1, 2, 4], [1, 2, 5]],
  ['PageUp', [1, 0, 4], [1, 4, 4]],
  ['PageDown', [1, 3, 4], [1, 0, 4]],
  ['Tab', [0, 0, 0], undefined],
] as const)('%s from model, cut, span %o leads to %o', (key, [model, cut, span], to) => {
  const next = walk(key, { model, cut, span }, rows, 6);
  expect(next && [next.model, next.cut, next.span]).toEqual(to);
});

/** A has cuts 3 to 5 in one row, B 2 and 3, and 6 and 7. */
const joinedRows = [
  [0, 1, 2, 3, 6],
  [0, 1, 2, 4, 5, 6, 8],
];
test.each([
  ['ArrowUp', [0, 2, 4], [0, 3, 4]],
  ['ArrowUp', [0, 3, 4], [0, 6, 4]],
  ['ArrowDown', [0, 6, 4], [0, 3, 4]],
  ['PageUp', [0, 3, 1], [0, 6, 1]],
  ['ArrowRight', [0, 3, 5], [1, 2, 0]],
  ['ArrowLeft', [1, 5, 0], [0, 3, 5]],
  ['ArrowLeft', [1, 8, 0], [0, 6, 5]],
] as const)('over rows that join cuts %s leads from %o to %o', (key, [model, cut, span], to) => {
  const next = walk(key, { model, cut, span }, joinedRows, 6);
  expect(next && [next.model, next.cut, next.span]).toEqual(to);
});

const tree = [
  { cut: 1, sets: [['a'], ['c']], into: ['a', 'c'] },
  { cut: 2, sets: [['b'], ['d']], into: ['b', 'd'] },
  {
    cut: 4,
    sets: [
      ['a', 'c'],
      ['b', 'd'],
    ],
    into: parts,
  },
];

test('leaves stand in an order in which no branches cross', () => {
  expect(leafOrder(parts, tree)).toEqual(['a', 'c', 'b', 'd']);
  expect(leafOrder(parts, [])).toEqual(parts);
});

test('a merge tree: joints at their cuts over the middle of what they join, one root', () => {
  const { joints, roots, lines } = dendrogram(
    parts,
    tree,
    (i) => 10 * i,
    (cut) => -cut,
    1,
  );
  expect(joints.map(({ x, y }) => [x, y])).toEqual([
    [5, -1],
    [25, -2],
    [15, -4],
  ]);
  expect(roots).toEqual([{ x: 15, y: -4 }]);
  expect(lines).toHaveLength(9);
});

test('parts that never merge are roots of their own', () => {
  const { roots } = dendrogram(
    parts,
    tree.slice(0, 1),
    (i) => i,
    (cut) => -cut,
    1,
  );
  expect(roots).toHaveLength(3);
});

test('a merge that contradicts the tree is left out', () => {
  const wrong = [{ cut: 0, sets: [['z'], ['a']], into: ['z', 'a'] }];
  expect(
    dendrogram(
      parts,
      wrong,
      (i) => i,
      (cut) => -cut,
      1,
    ).joints,
  ).toEqual([]);
});

test('ribbons: thick where the match is close, values only where they are apart', () => {
  const flat = (y: number, mismatch: number) => ({ x1: 0, y1: y, x2: 200, y2: y, mismatch });
  const [close, far, under] = ribbons([flat(0, 0), flat(40, 1), flat(41, 0.5)], 5, 15);
  expect([close.thickness, far.thickness, under.thickness]).toEqual([5, 1, 3]);
  expect([close.label, far.label?.y]).toEqual([{ x: 100, y: 0 }, 40]);
  expect(Math.abs(under.label!.x - far.label!.x)).toBeGreaterThan(20);
  expect(ribbons([flat(0, 0)], 5, 0)[0].label).toBeUndefined();
});

test('the heat map grows to its width and keeps cut 0 at the bottom left', () => {
  const small = heatLayout(4, 5, 500);
  expect([small.cell, small.numbers, small.every]).toEqual([46, true, 1]);
  expect(heatCell(small, 4, 0, 0)).toEqual({ x: small.left, y: small.top + 3 * 46 });
  const dense = heatLayout(33, 25, 500);
  expect([dense.cell, dense.numbers, dense.every]).toEqual([13, false, 2]);
});

test('an interval on its axis; what lies outside stands at the end', () => {
  const axis = intervalAxis({ value: 0.5, low: -1, high: 2 }, [0.3], 0, 100);
  expect([axis.low, axis.value, axis.high]).toEqual([0, 50, 100]);
  expect(axis.margins).toEqual([{ x: 30, at: 0.3 }]);
});

test.each([
  ['short', 100, 'short'],
  ['a name that is long', 60, 'a na…long'],
  ['x', 1, ''],
])('%s in %d pixels is %s', (text, width, fitted) => {
  expect(fitText(text, 11, width)).toBe(fitted);
});

test('what is fitted fits, even of a megabyte', () => {
  expect(textWidth(fitText('w'.repeat(1_000_000), 11, 200), 11)).toBeLessThanOrEqual(200);
  expect(firstFitting(['{a,b,c}', 'abc', 'all'], 11, 22)).toBe('abc');
  expect(firstFitting(['{a,b,c}'], 11, 10)).toBe('');
});
