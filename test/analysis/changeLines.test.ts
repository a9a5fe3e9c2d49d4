// Which tensors of two checkpoints are one weight, whatever they are called and however they lie; added rows, tied heads.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkpointDiff, tensorChanges } from '../../src/engine/analysis/checkpointDiff.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { frozenWords, headWords, kindCounts, profileOf } from '../../src/words/changes.ts';
import { folderOf } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { editedFolder, renamed, type Tensors } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

const ports = { files: nodeFiles(), sha256 };
const gpt2 = fixture('checkpoints/gpt2');

async function compared(a: string, b: string) {
  const { lines, heads } = await checkpointDiff(quietJob, ports, { a, b });
  const tensors = lines.filter(({ common }) => common !== null).map(({ name }) => name);
  const changes = await tensorChanges(quietJob, ports, { a, b, tensors });
  const counts = Object.fromEntries(kindCounts(changes).map(({ name, tensors: n }) => [name, n]));
  const alone = lines.filter(({ common }) => common === null).map(({ name }) => name);
  return { lines, heads, changes, counts, alone };
}

/** The weights of gpt2 as HookedTransformer keeps them: a matrix a head, nothing folded. */
function asHooked(): string {
  const [d, H, dh] = [32, 4, 8];
  const kept = new Map(readSafetensors(join(gpt2, 'model.safetensors'))) as Map<
    string,
    FloatTensor
  >;
  const out = new Map<string, FloatTensor>();
  const of = (name: string) => kept.get(`transformer.${name}`)!;
  const put = (name: string, { data }: { readonly data: Float32Array }, ...dims: number[]) =>
    out.set(name, { dims, data });
  put('embed.W_E', of('wte.weight'), 320, d);
  put('pos_embed.W_pos', of('wpe.weight'), ...of('wpe.weight').dims);
  put(
    'unembed.W_U',
    {
      data: Float32Array.from(
        of('wte.weight').data,
        (_, i) => of('wte.weight').data[(i % 320) * d + Math.floor(i / 320)],
      ),
    },
    d,
    320,
  );
  put('unembed.b_U', { data: new Float32Array(320) }, 320);
  for (const [name, to] of [
    ['ln_f', 'ln_final'],
    ...[0, 1, 2].flatMap((l) => [1, 2].map((n) => [`h.${l}.ln_${n}`, `blocks.${l}.ln${n}`])),
  ]) {
    put(`${to}.w`, of(`${name}.weight`), d);
    put(`${to}.b`, of(`${name}.bias`), d);
  }
  for (const l of [0, 1, 2]) {
    const [weight, bias] = [
      of(`h.${l}.attn.c_attn.weight`).data,
      of(`h.${l}.attn.c_attn.bias`).data,
    ];
    for (const [k, letter] of [...'QKV'].entries()) {
      const matrix = new Float32Array(H * d * dh); // [H, d, dh]
      matrix.forEach((_, i) => {
        const [h, row, column] = [Math.floor(i / (d * dh)), Math.floor(i / dh) % d, i % dh];
        matrix[i] = weight[row * 3 * d + k * d + h * dh + column];
      });
      put(`blocks.${l}.attn.W_${letter}`, { data: matrix }, H, d, dh);
      put(`blocks.${l}.attn.b_${letter}`, { data: bias.slice(k * d, (k + 1) * d) }, H, dh);
    }
    put(`blocks.${l}.attn.W_O`, of(`h.${l}.attn.c_proj.weight`), H, dh, d);
    put(`blocks.${l}.attn.b_O`, of(`h.${l}.attn.c_proj.bias`), d);
    put(`blocks.${l}.mlp.W_in`, of(`h.${l}.mlp.c_fc.weight`), d, 4 * d);
    put(`blocks.${l}.mlp.b_in`, of(`h.${l}.mlp.c_fc.bias`), 4 * d);
    put(`blocks.${l}.mlp.W_out`, of(`h.${l}.mlp.c_proj.weight`), 4 * d, d);
    put(`blocks.${l}.mlp.b_out`, of(`h.${l}.mlp.c_proj.bias`), d);
  }
  const config = {
    n_layers: 3,
    d_model: d,
    n_heads: H,
    d_head: dh,
    d_mlp: 4 * d,
    d_vocab: 320,
    act_fn: 'gelu_new',
    eps: 1e-5,
  };
  const n_ctx = of('wpe.weight').dims[0];
  return folderOf({
    'config.json': JSON.stringify({ ...config, n_ctx, normalization_type: 'LN' }),
    'model.safetensors': encodeSafetensors(out),
  });
}

describe('the same weights of another program', () => {
  test.each([
    ['HookedTransformer', gpt2, () => asHooked()],
    ['names without their root', gpt2, editedFolder0((name) => name.replace('transformer.', ''))],
    ['names of torch.compile', gpt2, editedFolder0((name) => `_orig_mod.${name}`)],
  ])('%s', async (_, a, b) => {
    const path = b();
    const { counts, alone, lines } = await compared(a, path);
    expect(counts).toEqual({ identical: lines.length - alone.length });
    expect(lines.length).toBeGreaterThan(38);
    expect(alone).toEqual(alone.filter((name) => name === 'head unembed.bias')); // HookedTransformer's is 0
  });

  function editedFolder0(rename: (name: string) => string) {
    return () => editedFolder(gpt2, { tensors: (all) => renamed(all, rename) });
  }

  test('where a line is several tensors, or lies otherwise, it says which', async () => {
    const { lines } = await compared(gpt2, asHooked());
    const line = lines.find(({ name }) => name === 'block 0 qkv.weight')!;
    expect(line.sides.map((side) => side?.tensors)).toEqual([
      ['transformer.h.0.attn.c_attn.weight'],
      ['blocks.0.attn.W_Q', 'blocks.0.attn.W_K', 'blocks.0.attn.W_V'],
    ]);
    expect(line.common).toEqual([96, 32]);
  });
});

const tensor = (dims: number[], of: (i: number) => number): FloatTensor => ({
  dims,
  data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => of(i)),
});

function twoFiles(a: Record<string, FloatTensor>, b: Record<string, FloatTensor>) {
  const folder = folderOf({
    'a.safetensors': encodeSafetensors(new Map(Object.entries(a))),
    'b.safetensors': encodeSafetensors(new Map(Object.entries(b))),
  });
  return ['a.safetensors', 'b.safetensors'].map((name) => join(folder, name));
}

test('rows of a vocabulary that were added, and what the common ones are', async () => {
  const sine = (i: number) => Math.sin(i * i);
  const [a, b] = twoFiles(
    { wte: tensor([20, 8], sine), x: tensor([8], sine) },
    { wte: tensor([23, 8], sine), x: tensor([9], sine) },
  );
  const { changes, alone } = await compared(a, b);
  expect(changes.map(({ kind }) => kind.parts)).toEqual([
    [{ kind: 'rows added', rows: 3, towards: 'B' }, { kind: 'identical' }],
  ]);
  expect(alone).toEqual(['x']); // a vector has no rows
  const [back] = (await compared(b, a)).changes;
  expect(back.kind.parts[0]).toEqual({ kind: 'rows added', rows: 3, towards: 'A' });
  expect(back.count).toBe(160);
});

test('a head that is tied in one of them is beside the other one', async () => {
  const untied = (change: number) =>
    editedFolder(gpt2, {
      config: { tie_word_embeddings: false },
      tensors: (all: Tensors) => {
        const { dims, data } = all.get('transformer.wte.weight')!;
        all.set('lm_head.weight', { dims, data: Float32Array.from(data, (x) => x * change) });
      },
    });
  for (const [factor, kind] of [
    [1, 'identical'],
    [2, 'scaling'],
  ] as const) {
    const { heads, changes } = await compared(gpt2, untied(factor));
    expect(heads).toEqual(['tied', 'own']);
    expect(headWords(heads)).toBe(
      'the head is tied to the table of tokens in A, and a tensor of its own in B',
    );
    expect(changes.find(({ name }) => name === 'lm_head.weight')?.kind.parts[0].kind).toBe(kind);
  }
});

test('what is frozen, and how far the rest has moved', async () => {
  const tuned = editedFolder(gpt2, {
    tensors: (all) => {
      for (const [name, { dims, data }] of [...all]) {
        if (!/h\.[12]\.(?:attn|mlp)/.test(name)) continue;
        all.set(name, {
          dims,
          data: Float32Array.from(data, (x, i) => x + 0.01 * Math.sin(i * i)),
        });
      }
    },
  });
  const { changes } = await compared(gpt2, tuned);
  const profile = profileOf(changes);
  expect(frozenWords(profile)).toBe('unchanged as a whole: block 0, embeddings, norms');
  const moved = profile.filter(({ frozen, tensors }) => frozen < tensors);
  expect(moved.map(({ layer, module }) => `${layer} ${module}`)).toEqual([
    '1 MLP',
    '1 attention',
    '2 MLP',
    '2 attention',
  ]);
  expect(moved.every(({ relative }) => relative! > 0 && relative! < 1)).toBe(true);
});

test('the order of the files does not matter to what lines there are', async () => {
  const golden = [...readSafetensors(join(gpt2, 'model.safetensors')).keys()];
  const { lines } = await checkpointDiff(quietJob, ports, {
    a: gpt2,
    b: fixture('checkpoints/gpt2-bf16'),
  });
  expect(lines.map(({ name }) => name).sort()).toEqual([...golden].sort());
});
