// Tensors by module: what shows, in what order, and what keys do.
import { describe, expect, test } from 'vitest';
import {
  MOST_LEVELS,
  moduleTree,
  openAgain,
  openFirst,
  openPaths,
  openTo,
  visibleRows,
} from '../../webview/component/checkpoint/moduleTree.ts';
import { treeMove, typedAhead } from '../../webview/component/checkpoint/treeKeys.ts';

const gpt2 = [
  ...[0, 1, 10, 2].flatMap((i) => [`h.${i}.attn.weight`, `h.${i}.attn.bias`, `h.${i}.ln.weight`]),
  'ln_f.weight',
  'wte.weight',
];

function treeOf(names: readonly string[]) {
  const tree = moduleTree<string>();
  for (const name of names) tree.add(name, name);
  return tree;
}

/** Lines as text: two spaces a level, "+" closed, "-" open. */
function picture(tree: ReturnType<typeof treeOf>, keep?: (item: string) => boolean) {
  return visibleRows(tree.root, keep).map(({ node, level, open }) => {
    const sign = node.kind === 'leaf' ? ' ' : open ? '-' : '+';
    return `${'  '.repeat(level - 1)}${sign}${node.label}`;
  });
}

describe('what shows', () => {
  test('at first nothing is open', () => {
    expect(picture(treeOf(gpt2))).toEqual(['+h', '+ln_f', '+wte']);
  });

  test('openFirst opens what fits, blocks excepted; blocks stand by their numbers', () => {
    const tree = treeOf(gpt2);
    openFirst(tree.root, 60);
    expect(picture(tree)).toEqual([
      '-h',
      '  +0',
      '  +1',
      '  +2',
      '  +10',
      '-ln_f',
      '   weight',
      '-wte',
      '   weight',
    ]);
    const tight = treeOf(gpt2);
    openFirst(tight.root, 5);
    expect(picture(tight)).toEqual(['+h', '-ln_f', '   weight', '-wte', '   weight']);
  });

  test('a filter shows what it keeps, with everything above it', () => {
    expect(picture(treeOf(gpt2), (name) => name.endsWith('2.attn.bias'))).toEqual([
      '-h',
      '  -2',
      '    -attn',
      '       bias',
    ]);
    expect(picture(treeOf(gpt2), () => false)).toEqual([]);
  });

  test('a node can be opened to, and open paths are found again in another tree', () => {
    const tree = treeOf(gpt2);
    const h2 = tree.root.modules.get('h')!.modules.get('2')!;
    openTo(h2.modules.get('attn')!.children[0]);
    expect(openPaths(tree.root).toSorted()).toEqual(['h', 'h.2', 'h.2.attn']);
    const other = treeOf(gpt2);
    openAgain(other.root, new Set(openPaths(tree.root)));
    expect(picture(other)).toEqual(picture(tree));
  });

  test('places among siblings count those that show', () => {
    const tree = treeOf(gpt2);
    const rows = visibleRows(tree.root, (name) => name.startsWith('h.1') || name === 'wte.weight');
    const places = rows.map(
      ({ node, position, siblings }) => `${node.label} ${position}/${siblings}`,
    );
    expect(places.slice(0, 2)).toEqual(['h 1/2', '1 1/2']);
    expect(places[places.length - 2]).toBe('wte 2/2');
  });
});

describe('names that are traps', () => {
  const open = (names: readonly string[]) => picture(treeOf(names), () => true);

  test.each([
    [
      ['__proto__.x', 'constructor'],
      ['-__proto__', '   x', ' constructor'],
    ],
    [
      ['a', 'a.b', 'a'],
      [' a', '-a', '   b', ' a'],
    ],
    [
      ['', '.', '..'],
      [' ', '-', '   ', '  -', '     '],
    ],
    [['a..b'], ['-a', '  -', '     b']],
  ])('%j', (names, lines) => {
    expect(open(names)).toEqual(lines);
  });

  test('any number of dots: the rest of a deep name is one label', () => {
    const deep = 'x.'.repeat(500_000);
    const rows = visibleRows(treeOf([deep]).root, () => true);
    expect(rows).toHaveLength(MOST_LEVELS);
    expect(rows[MOST_LEVELS - 1].node.label).toHaveLength(deep.length - 2 * (MOST_LEVELS - 1));
  });
});

describe('keys', () => {
  const tree = treeOf(gpt2);
  openFirst(tree.root, 60);
  const rows = visibleRows(tree.root);
  const cases = [
    ['ArrowDown', 0, 1],
    ['ArrowDown', 8, 8],
    ['ArrowUp', 0, 0],
    ['PageDown', 0, 5],
    ['PageUp', 8, 3],
    ['Home', 5, 0],
    ['End', 2, 8],
    ['ArrowRight', 0, 1], // open: to the first child
    ['ArrowLeft', 3, 0], // closed: to its module
    ['ArrowLeft', 6, 5], // a leaf: to its module
  ] as const;
  test.each(cases)('%s on line %i goes to line %i', (key, at, to) => {
    expect(treeMove(key, rows, at, 5)).toEqual({ kind: 'go', to });
  });

  test('Right opens, Left closes, * opens all siblings, Enter and Space act', () => {
    expect(treeMove('ArrowRight', rows, 1, 5)).toMatchObject({ kind: 'open' });
    expect(treeMove('ArrowLeft', rows, 0, 5)).toMatchObject({ kind: 'close' });
    const all = treeMove('*', rows, 1, 5);
    expect(all?.kind === 'open' && all.modules.map(({ label }) => label)).toEqual([
      '0',
      '1',
      '10',
      '2',
    ]);
    expect(treeMove('Enter', rows, 3, 5)).toEqual({ kind: 'activate' });
    expect(treeMove(' ', rows, 3, 5)).toEqual({ kind: 'activate' });
  });

  test.each(['a', 'Tab', 'Escape', 'F2'])('%s is not the tree’s', (key) => {
    expect(treeMove(key, rows, 0, 5)).toBeUndefined();
  });

  test('an empty tree has no moves', () => {
    expect(treeMove('ArrowDown', [], 0, 5)).toBeUndefined();
  });

  const typed = [
    ['w', 0, 6], // the weight of ln_f
    ['w', 6, 7],
    ['w', 8, 6], // around the end
    ['wt', 6, 7],
    ['wt', 7, 7], // what is typed on stays where it fits
    ['1', 1, 2],
    ['10', 2, 4],
    ['z', 3, -1],
  ] as const;
  test.each(typed)('typing %s on line %i leads to %i', (letters, at, to) => {
    expect(typedAhead(rows, at, letters)).toBe(to);
  });
});
