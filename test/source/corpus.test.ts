// Modelling files in the styles of public code, each beside the names and shapes of the state_dict that
// torch itself gives for it (`dump.py`): what is certain is right, and nearly all is certain.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TensorFact } from '../../src/protocol/sourceService.ts';
import { definingClasses } from '../../src/source/find.ts';
import type { Match } from '../../src/source/match.ts';
import { fixture } from '../support/fixture.ts';
import { amount, programFrom } from '../support/python.ts';
import { share } from '../support/share.ts';

const folder = fixture('python/corpus');
const names = readdirSync(folder).flatMap((name) => /^(.*)\.tensors\.json$/.exec(name)?.[1] ?? []);

/** Sizes that stand nowhere in the text: what is known of these is less, and nothing false. */
const less: Readonly<Record<string, 'likely' | 'not read'>> = {
  litgpt: 'not read', // a config of a table, by a name
  mobilenet: 'likely', // a multiplier of every width
  modern_syntax: 'likely', // a dict of sizes
  nerf: 'likely', // a list of places
  rnn_lm: 'likely', // the name of a layer
  x_transformers: 'likely', // a module that is handed over
};

type Truth = { readonly class: string; readonly tensors: readonly [string, number[]][] };

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const truthOf = (name: string): Truth => JSON.parse(read(`${name}.tensors.json`));
const common = readdirSync(join(folder, 'common')).map((name) => `common/${name}`);

function foundFor(name: string, tensors: readonly (readonly [string, readonly number[]])[]) {
  const paths = [`${name}.py`, ...common];
  const program = programFrom(Object.fromEntries(paths.map((path) => [path, read(path)])));
  const facts = tensors.map(([tensor, shape]): TensorFact => ({ name: tensor, shape }));
  return definingClasses(program, facts, undefined, amount())[0] as Match | undefined;
}

describe.each(share(names, 16))('%s', (name) => {
  const truth = truthOf(name);

  test(`is ${less[name] ?? 'certain'}`, () => {
    const found = foundFor(name, truth.tensors);
    const { verdict = 'not read', structure } = found ?? {};
    const { strange, missing, misshapen } = found ?? {};
    const why = JSON.stringify({ strange, missing, misshapen });
    expect(verdict, why).toBe(less[name] ?? 'certain');
    if (verdict === 'certain') expect(structure?.className).toBe(truth.class);
  });

  test.each([
    ['one tensor more', [...truth.tensors, ['surely.not.there', [2, 3]]]],
    ['a matrix that is longer', longer(truth.tensors)],
  ] as const)('is not certain of %s', (_, tensors) => {
    expect(foundFor(name, tensors as Truth['tensors'])?.verdict).not.toBe('certain');
  });
});

test.each(['match_norm', 'list_plus', 'inherit', 'dict_comp_only'])(
  'of the field: %s is certain',
  (name) => {
    const at = (end: string) => readFileSync(fixture(`python/field/${name}${end}`), 'utf8');
    const tensors: readonly TensorFact[] = JSON.parse(at('.tensors.json'));
    const program = programFrom({ 'model.py': at('.py') });
    const [found] = definingClasses(program, tensors, undefined, amount());
    expect(found).toMatchObject({ verdict: 'certain', structure: { className: 'Net' } });
  },
);

/** The largest matrix gets a row and a column, as no model of the class has it. */
function longer(tensors: Truth['tensors']): Truth['tensors'] {
  const matrices = tensors.filter(([, shape]) => shape.length >= 2);
  const size = ([, shape]: readonly [string, readonly number[]]) => shape[0] * shape[1];
  const largest = matrices.reduce((a, b) => (size(b) > size(a) ? b : a));
  return tensors.map((one) =>
    one === largest ? [one[0], one[1].map((dimension) => dimension + 1)] : one,
  );
}
