// The JSON schemas of media/ are JSON schemas: whoever reads a file by one takes that as given.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../media');
const names = readdirSync(folder).filter((name) => name.endsWith('.schema.json'));

test.each(names)('%s', (name) => {
  const ajv = new Ajv();
  expect([
    ajv.validateSchema(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
    ajv.errors,
  ]).toEqual([true, null]);
});

test('what is none is told', () => {
  expect(new Ajv({ logger: false }).validateSchema({ type: 'text' })).toBe(false);
});
