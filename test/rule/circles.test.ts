// Imports make no circle: who reads a file need not know who reads it. Types count, for a reader follows
// them as well. The circles that still stand are listed by one file each; the list may only get shorter.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

const standing = [
  // Reading and evaluating Python: an expression holds calls, a call runs statements.
  'src/source/readStatement.ts', // and classes, functions, expressions
  'src/source/run.ts', // and all that evaluates
];

type Graph = ReadonlyMap<string, readonly string[]>;

function importsOf(folders: readonly string[]): Graph {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name)),
  );
  return new Map(
    files.map((file) => {
      const found = readFileSync(join(root, file), 'utf8').matchAll(/ from '(\.[^']+)'/g);
      return [file, [...found].map(([, path]) => join(file, '..', path))];
    }),
  );
}

/** Everything that can be reached from a file by following imports. */
function reached(graph: Graph, from: string): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const next of graph.get(file) ?? []) {
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  }
  return seen;
}

/** Files on some circle, as the sets of those that reach each other. */
function circlesOf(graph: Graph): string[][] {
  const reach = new Map([...graph.keys()].map((file) => [file, reached(graph, file)]));
  const circles = [...graph.keys()].map((file) =>
    [...reach.get(file)!].filter((other) => reach.get(other)?.has(file)).sort(),
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()].filter(
    (circle) => circle.length > 0,
  );
}

test('a circle is found, over types and over more than two files', () => {
  const graph: Graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['a', 'd']],
    ['d', []],
    ['self', ['self']],
  ]);
  expect(circlesOf(graph)).toEqual([['a', 'b', 'c'], ['self']]);
});

test('imports make no circle but those that still stand', () => {
  const circles = circlesOf(importsOf(['src', 'webview']));
  const fresh = circles.filter((circle) => !circle.some((file) => standing.includes(file)));
  expect(fresh, 'new circles').toEqual([]);
  const mended = standing.filter((file) => !circles.some((circle) => circle.includes(file)));
  expect(mended, 'take these off the list').toEqual([]);
});
