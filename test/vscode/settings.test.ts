// What the settings make of a run.
import { expect, test } from 'vitest';
import { readSettings } from '../../src/vscode/settings.ts';
import { fakeVscode } from '../support/fakeVscode.ts';

const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, object])[] = [
  ['nothing: the engine decides', {}, {}],
  ['0 is nothing', { pairs: 0, work: 0, budget: 0 }, {}],
  ['pairs, exactly so many', { pairs: 32 }, { pairs: 32 }],
  ['work and time', { work: 1000, budget: 60 }, { work: 1000, budget: 60 }],
  ['pairs before either', { pairs: 32, work: 1000, budget: 60 }, { pairs: 32 }],
  ['what is no number', { pairs: 'many', work: -1, budget: null }, {}],
];

test.each(cases)('%s', (_, comparison, expected) => {
  const { vscode, settings } = fakeVscode();
  for (const [key, value] of Object.entries(comparison))
    settings.set(`congruity.comparison.${key}`, value);
  const { run } = readSettings(vscode).now;
  const given = Object.fromEntries(Object.entries(run).filter(([, value]) => value !== undefined));
  expect(given).toEqual(expected);
});

const mapped: readonly (readonly [string, unknown, readonly (readonly [string, string])[]])[] = [
  ['from the workspace', { 'm/a.pt': 'x.json' }, [['/w/m/a.pt', '/w/x.json']]],
  ['whole paths', { '/m/a.pt': '/x.json' }, [['/m/a.pt', '/x.json']]],
  ['one of each', { '/m/a.pt': 'x.json' }, [['/m/a.pt', '/w/x.json']]],
  ['what is no path', { a: 3, b: '', c: null }, []],
  ['no object', 'x.json', []],
  ['nothing', undefined, []],
];

test.each(mapped)('mappings: %s', (_, setting, expected) => {
  const { vscode, settings } = fakeVscode();
  settings.set('congruity.mappings', setting);
  const { mappings } = readSettings(vscode).now;
  expect(mappings.map(({ model, file }) => [model, file])).toEqual(expected);
});
