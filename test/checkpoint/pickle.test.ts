// Data of Python in pickles of every protocol, as Python's own pickle wrote them (test/fixture/make/torchFiles.py).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unpickledWhole } from '../../src/engine/checkpoint/torch/pickle.ts';
import { Dict, type Value } from '../../src/engine/checkpoint/torch/values.ts';
import { torchWorld } from '../../src/engine/checkpoint/torch/world.ts';
import { fixture } from '../support/fixture.ts';

const { pickles, expected } = JSON.parse(readFileSync(fixture('torch/pickles.json'), 'utf8'));

function shown(value: Value): unknown {
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'bigint') return `${value}`;
  if (Array.isArray(value)) return value.map(shown);
  if (!(value instanceof Dict)) return value;
  return Object.fromEntries(
    [...value.pairs()].map(([key, each]) => [Number(key) || key, shown(each)]),
  );
}

test.each(Object.entries<string>(pickles))('protocol %s', (_, base64) => {
  const world = torchWorld('it', () => expect.fail('nothing lies outside'));
  const value = unpickledWhole(new Uint8Array(Buffer.from(base64, 'base64')), 'it', world);
  expect(shown(value)).toEqual(expected);
  expect([...world.inert]).toEqual([]);
});

test('the same list twice is one list', () => {
  const world = torchWorld('it', () => null);
  const bytes = new Uint8Array(Buffer.from(pickles[4], 'base64'));
  const value = unpickledWhole(bytes, 'it', world) as Dict;
  const [first, second] = value.named().get('twice') as Value[];
  expect(first).toBe(second);
});
