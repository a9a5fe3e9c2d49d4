// Folders of the engine know only those before them in this list, which ARCHITECTURE.md explains.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const order = [
  'core',
  'numeric',
  'measures',
  'dataflow',
  'checkpoint',
  'graph',
  'chain',
  'family',
  'task',
  'forward',
  'attribution',
  'signature',
  'congruity',
  'circuit',
  'calibration',
  'analysis',
];
const engine = join(import.meta.dirname, '../../src/engine');

test('the list names every folder, in the order of ARCHITECTURE.md', () => {
  const folders = readdirSync(engine, { withFileTypes: true }).filter((e) => e.isDirectory());
  expect(order.toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  const page = readFileSync(join(engine, '../../ARCHITECTURE.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(rows.filter((name) => order.includes(name))).toEqual(order);
});

test('imports point only upward in the list', () => {
  const downward = order.flatMap((folder, rank) =>
    filesOf(join(engine, folder)).flatMap((file) => {
      const imported = readFileSync(file, 'utf8').matchAll(/from '\.\.\/(?:\.\.\/)?(\w+)\//g);
      return [...imported]
        .filter(([, name]) => order.indexOf(name) > rank)
        .map(([, name]) => `${file.slice(engine.length + 1)} -> ${name}`);
    }),
  );
  expect(downward).toEqual([]);
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}
