// Goldens: what other programs saved against what we compute; files that lie, and what is remembered of it.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyGolden } from '../../src/engine/analysis/golden.ts';
import { goldenBeside } from '../../src/engine/analysis/goldenMemory.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { folderOf } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { editedFolder, type Tensors } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { testPorts } from '../support/stores.ts';

const ports = testPorts();
const gpt2 = fixture('checkpoints/gpt2');
const saved: Tensors = new Map(readSafetensors(join(gpt2, 'golden.safetensors')));

const verify = (path: string, golden: string, tolerance?: number) =>
  verifyGolden(quietJob, ports, { path, golden, tolerance, memory: 1000 });

/** The golden of gpt2 with a change, as a file. */
function goldenOf(change: (tensors: Tensors) => void): string {
  const tensors: Tensors = new Map(
    [...saved]
      .filter(([name]) => !name.startsWith('prompt.'))
      .map(([name, { dims, data }]) => {
        return [name, { dims, data: data.slice() } as Tensor];
      }),
  );
  change(tensors);
  const folder = folderOf({ 'golden.safetensors': encodeSafetensors(tensors) });
  return join(folder, 'golden.safetensors');
}

const only =
  (...names: string[]) =>
  (tensors: Tensors) => {
    for (const name of [...tensors.keys()]) if (!names.includes(name)) tensors.delete(name);
  };
const at = (name: string, place: number, more: number) => (tensors: Tensors) => {
  tensors.get(name)!.data[place] += more;
};
const ids = (...rows: number[][]): Tensor => ({
  dims: [rows.length, rows[0].length],
  data: Int32Array.from(rows.flat()),
});
const floats = (...dims: number[]): Tensor => ({
  dims,
  data: new Float32Array(dims.reduce((a, b) => a * b, 1)),
});

test.each(['gpt2', 'gpt_neox', 'llama', 'bert', 'minilm', 'hooked'])(
  '%s agrees with its reference implementation',
  async (name) => {
    const folder = fixture(`checkpoints/${name}`);
    const view = await verify(folder, join(folder, 'golden.safetensors'));
    expect(view).toMatchObject({ standing: 'agrees', tolerance: 2e-5, problems: [] });
    expect(view.tensors.length).toBeGreaterThan(20);
    expect(view.unknown).toEqual(
      name === 'minilm' ? expect.arrayContaining(['pooler_output']) : [],
    );
  },
);

const cases: readonly [
  what: string,
  change: (tensors: Tensors) => void,
  standing: string,
  said: object,
][] = [
  ['the padded batch alone', () => undefined, 'agrees', { unknown: [] }],
  [
    'logits that are off at a real position',
    at('logits', 7, 1e-3),
    'differs',
    {
      tensors: expect.arrayContaining([expect.objectContaining({ name: 'logits', at: [0, 0, 7] })]),
    },
  ],
  [
    'a NaN at a real position',
    at('resid.1', 3, Number.NaN),
    'differs',
    {
      tensors: expect.arrayContaining([
        expect.objectContaining({ name: 'resid.1', largest: null, at: [0, 0, 3] }),
      ]),
    },
  ],
  [
    'NaN in padding', // prompt 0 has 5 of 14 tokens
    (t) => void t.get('resid.1')!.data.fill(Number.NaN, 5 * 32, 14 * 32),
    'agrees',
    {},
  ],
  [
    'a pattern without heads',
    (t) => void t.set('attn.pattern.0', floats(3, 14, 14)),
    'cannot be compared',
    {
      problems: [
        'attn.pattern.0 is [3, 14, 14]; with these prompts the model makes [3, 4, 14, 14]',
      ],
    },
  ],
  [
    "another model's width",
    (t) => void t.set('resid.0', floats(3, 14, 48)),
    'cannot be compared',
    { problems: [expect.stringContaining('resid.0 is [3, 14, 48]')] },
  ],
  [
    'z with its heads as one axis',
    (t) => {
      const z = t.get('attn.z.0')!;
      t.set('attn.z.0', { ...z, dims: [3, 14, 32] } as Tensor);
    },
    'agrees',
    {},
  ],
  [
    'names that nobody knows beside others',
    (t) => void t.set('mine', floats(2)).set('resid.3', floats(1)),
    'agrees',
    { unknown: ['mine', 'resid.3'] },
  ],
  [
    'nothing that is known',
    (t) => {
      only('input_ids')(t);
      t.set('mine', floats(2));
    },
    'cannot be compared',
    { tensors: [], unknown: ['mine'] },
  ],
  [
    'no tokens',
    only('logits'),
    'cannot be compared',
    { problems: [expect.stringContaining('there is no input_ids')] },
  ],
  [
    'tokens of one row without a batch',
    (t) => void t.set('input_ids', { dims: [14], data: new Int32Array(14) }),
    'cannot be compared',
    { problems: [expect.stringContaining('allowed: [prompts, tokens]')] },
  ],
  [
    'padding on the left',
    (t) => {
      only('logits')(t);
      t.set('input_ids', ids([0, 1])).set('attention_mask', ids([0, 1]));
    },
    'cannot be compared',
    { problems: [expect.stringContaining('padded on the right')] },
  ],
  [
    'a prompt of nothing',
    (t) => {
      only('logits')(t);
      t.set('input_ids', ids([0, 1])).set('attention_mask', ids([0, 0]));
    },
    'cannot be compared',
    { problems: [expect.stringContaining('row 0')] },
  ],
  [
    'a token beyond the vocabulary',
    (t) => {
      only('logits')(t);
      t.set('input_ids', ids([0, 320]));
    },
    'cannot be compared',
    { problems: [expect.stringContaining('holds 320')] },
  ],
  [
    'a token below 0',
    (t) => {
      only('logits')(t);
      t.set('input_ids', ids([0, -1]));
    },
    'cannot be compared',
    { problems: [expect.stringContaining('holds -1')] },
  ],
  [
    'more positions than it reads',
    (t) => {
      only('logits')(t);
      t.set('input_ids', ids(new Array(400).fill(1)));
    },
    'cannot be compared',
    { problems: [expect.stringContaining('has 400 tokens')] },
  ],
  [
    'other inputs beside the tokens',
    (t) => void t.set('token_type_ids', ids([1])),
    'cannot be compared',
    { problems: [expect.stringContaining('token_type_ids')] },
  ],
];

test.each(cases)('%s', async (_, change, standing, said) => {
  expect(await verify(gpt2, goldenOf(change))).toMatchObject({ standing, ...said });
});

test('the tolerance counts', async () => {
  const golden = goldenOf(at('logits', 7, 1e-3));
  expect(await verify(gpt2, golden, 1e-2)).toMatchObject({ standing: 'agrees', tolerance: 1e-2 });
  expect(await verify(gpt2, golden, 1e-9)).toMatchObject({ standing: 'differs' });
});

test('another activation is told', async () => {
  const other = editedFolder(gpt2, { config: { activation_function: 'gelu' } });
  const view = await verify(other, join(gpt2, 'golden.safetensors'));
  expect(view.standing).toBe('differs');
  const worst = view.tensors.filter(({ largest }) => largest! > 1e-4).map(({ name }) => name);
  expect(worst).toContain('mlp.out.0');
  expect(worst).not.toContain('attn.out.0');
});

test('what was found is remembered of these bytes alone', async () => {
  const folder = editedFolder(gpt2, {});
  const look = () => goldenBeside(quietJob, ports, { path: folder });
  expect(await look()).toBeNull();
  const golden = join(folder, 'golden.safetensors');
  writeFileSync(golden, encodeSafetensors(new Map(saved)));
  const file = 'golden.safetensors';
  expect(await look()).toEqual({ file, known: null });
  await verify(folder, golden);
  expect(await look()).toMatchObject({ file, known: { standing: 'agrees', tensors: 72 } });
  const config = join(folder, 'config.json');
  copyFileSync(fixture('checkpoints/gpt2/config.v5.json'), config);
  expect(await look()).toEqual({ file, known: null });
});

/** Rows of tables that no prompt of the golden has: it has tokens below 300, and 14 positions. */
const unreached = [
  ['a token that no prompt has', 'wte.weight', 311],
  ['a position that no prompt has', 'wpe.weight', 40],
] as const;
test.each(unreached)('a NaN is told by its tensor: %s', async (_, name, row) => {
  const other = editedFolder(gpt2, {
    tensors(all) {
      const [found] = [...all.keys()].filter((key) => key.endsWith(name));
      const { dims, data } = all.get(found)!;
      data[row * dims[1] + 1] = Number.NaN;
    },
  });
  const golden = goldenOf(only('input_ids', 'attention_mask', 'resid.1'));
  await expect(verify(other, golden)).rejects.toMatchObject({
    code: 'model-values',
    message: expect.stringMatching(new RegExp(`${name}" of .* holds NaN at \\[${row}, 1\\]`)),
  });
});

test('prompts of all batches count', async () => {
  const prompts = goldenOf((t) => {
    only()(t);
    t.set('input_ids', ids(...Array.from({ length: 4096 }, () => [1])));
    t.set('prompt.0.input_ids', ids([1]));
  });
  await expect(verify(gpt2, prompts)).rejects.toMatchObject({
    code: 'file-unsafe',
    message: expect.stringContaining('over 4,096 prompts'),
  });
});

test('a file that is no golden is refused like any other', async () => {
  const folder = folderOf({ 'golden.safetensors': 'no header' });
  const golden = join(folder, 'golden.safetensors');
  await expect(verify(gpt2, golden)).rejects.toMatchObject({ code: 'file-unsafe' });
  await expect(verify(gpt2, join(folder, 'none'))).rejects.toMatchObject({ code: 'file-missing' });
});
