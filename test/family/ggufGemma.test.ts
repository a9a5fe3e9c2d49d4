// What a Gemma's metadata say and what llama.cpp takes where they are silent: windows, bases, scales, caps. Numbers are
// held against transformers in test/checkpoint/gguf.test.ts.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { folderOf, opened, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { type Field, ggufBytes, listOf } from '../support/gguf.ts';

type Said = Readonly<Record<string, Field | undefined>>;

const [width, heads, dh, rows, hidden] = [8, 2, 6, 5, 4];
const usual: Said = {
  context_length: ['u32', 64],
  embedding_length: ['u32', width],
  block_count: ['u32', 3],
  feed_forward_length: ['u32', hidden],
  'attention.head_count': ['u32', heads],
  'attention.head_count_kv': ['u32', 1],
  'attention.key_length': ['u32', dh],
  'attention.value_length': ['u32', dh],
  'attention.layer_norm_rms_epsilon': ['f32', 1e-6],
  'attention.sliding_window': ['u32', 4],
  'rope.freq_base': ['f32', 1e6],
};

/** A file of zeros: what is asked is how it would be computed. */
async function specOf(architecture: string, said: Said) {
  const settings = Object.entries({ ...usual, ...said });
  const blocks = Number((said.block_count ?? usual.block_count)![1]);
  const of = { attn_q: [width, heads * dh], attn_k: [width, dh], attn_v: [width, dh] };
  const mlp = { ffn_gate: [width, hidden], ffn_up: [width, hidden], ffn_down: [hidden, width] };
  const around = ['attn_norm', 'post_attention_norm', 'ffn_norm', 'post_ffw_norm'];
  const own = architecture === 'gemma3' ? { attn_q_norm: [dh], attn_k_norm: [dh] } : {};
  const norms = Object.fromEntries(around.map((name) => [name, [width]]));
  const block = { ...of, attn_output: [heads * dh, width], ...mlp, ...own, ...norms };
  const all: [string, number[]][] = [
    ['token_embd', [width, rows]],
    ['output_norm', [width]],
    ...Array.from({ length: blocks }, (_, l) =>
      Object.entries(block).map(([name, dims]): [string, number[]] => [`blk.${l}.${name}`, dims]),
    ).flat(),
  ];
  const bytes = ggufBytes({
    metadata: [
      ['general.architecture', 'text', architecture],
      ...settings.flatMap(([key, field]) =>
        field ? [[`${architecture}.${key}`, ...field] as const] : [],
      ),
    ],
    tensors: all.map(([name, dims]) => ({
      name: `${name}.weight`,
      dims,
      data: new Uint8Array(4 * dims.reduce((a, b) => a * b)),
    })),
  });
  return modelOf(await opened(join(folderOf({ 'm.gguf': bytes }), 'm.gguf'))).spec;
}

describe('windows of Gemma 3, block by block', () => {
  const blocks = (n: number): Said => ({ block_count: ['u32', n] });
  const pattern = (...field: Field): Said => ({ 'attention.sliding_window_pattern': field });
  const bools = (...values: boolean[]) => pattern('list', listOf('bool', values));
  const none = undefined;
  test.each<[string, Said, (number | undefined)[]]>([
    ['six, built in', blocks(7), [4, 4, 4, 4, 4, none, 4]],
    ['every second', pattern('u32', 2), [4, none, 4]],
    ['every one sees all', pattern('u32', 1), [none, none, none]],
    ['0: none sees all', pattern('u32', 0), [4, 4, 4]],
    ['a list', bools(true, false, true), [4, none, 4]],
    ['a list of one value', bools(true, true, true), [4, 4, 4]],
    ['a list of the other', bools(false, false, false), [none, none, none]],
    ['no window', { 'attention.sliding_window': none }, [none, none, none]],
    ['a window of 0', { 'attention.sliding_window': ['u32', 0] }, [none, none, none]],
  ])('%s', async (_, said, windows) => {
    const spec = await specOf('gemma3', said);
    expect(spec.blocks.map(({ attention }) => attention.window)).toEqual(windows);
  });

  test('a list of another length is refused', async () => {
    await expect(specOf('gemma3', bools(true, false))).rejects.toThrow(
      '"gemma3.attention.sliding_window_pattern" is',
    );
  });
});

describe('what is said, and what is known without', () => {
  const full = 1e6 ** (-2 / 6);
  const local = 1e4 ** (-2 / 6);
  type Row = [string, string, Said, blocks: readonly [second: number, window?: number][], object];
  const linear: Said = {
    'rope.scaling.type': ['text', 'linear'],
    'rope.scaling.factor': ['f32', 8],
  };
  const two: Said = { 'attention.sliding_window_pattern': ['u32', 2] };
  test.each<Row>([
    ['Gemma 3', 'gemma3', two, [[local, 4], [full], [local, 4]], { scale: dh ** -0.5 }],
    [
      'its base for windows',
      'gemma3',
      { ...two, 'rope.freq_base_swa': ['f32', 1e6] },
      [[full, 4], [full], [full, 4]],
      {},
    ],
    [
      'scaled where all is seen',
      'gemma3',
      { ...two, ...linear },
      [[local, 4], [full / 8], [local, 4]],
      {},
    ],
    [
      'bases as Ollama writes them',
      'gemma3',
      {
        ...two,
        'rope.freq_base': undefined,
        'rope.global.freq_base': ['f32', 1e6],
        'rope.local.freq_base': ['f32', 1e6],
      },
      [[full, 4], [full], [full, 4]],
      {},
    ],
    ['Gemma 2', 'gemma2', {}, [[full, 4], [full], [full, 4]], { scale: dh ** -0.5, softcap: 50 }],
    [
      'Gemma 2 by its defaults',
      'gemma2',
      { 'rope.freq_base': undefined, 'attention.sliding_window': undefined },
      [[local, 4096], [local], [local, 4096]],
      {},
    ],
    [
      'caps',
      'gemma2',
      { attn_logit_softcapping: ['f32', 7] },
      [[full, 4], [full], [full, 4]],
      { softcap: 7 },
    ],
  ])('%s', async (_, architecture, said, blocks, attention) => {
    const spec = await specOf(architecture, said);
    const found = spec.blocks.map((block) => block.attention);
    expect(found.map(({ window }) => window)).toEqual(blocks.map(([, window]) => window));
    for (const [l, [second]] of blocks.entries()) {
      expect(found[l].rotary!.frequencies[1]).toBeCloseTo(second, 12);
    }
    expect(found[0]).toMatchObject(attention);
    expect(spec.inputScale).toBe(Math.sqrt(width));
  });

  test.each([
    ['gemma3', 62],
    ['gemma2', 46],
  ])('%s of %d blocks is its largest, scaled by width / heads', async (architecture, count) => {
    const spec = await specOf(architecture, { block_count: ['u32', count] });
    expect(spec.blocks[0].attention.scale).toBe((width / heads) ** -0.5);
  });

  test.each<[string, Said, string]>([
    [
      'gemma2',
      { 'attention.sliding_window_pattern': ['u32', 3] },
      '"gemma2.attention.sliding_window_pattern" is 3',
    ],
    ['gemma2', { attn_logit_softcapping: ['f32', 0] }, '"gemma2.attn_logit_softcapping" is 0'],
    ['gemma3', { attn_logit_softcapping: ['f32', 50] }, '"gemma3.attn_logit_softcapping" is 50'],
    ['gemma3', { 'attention.value_length': ['u32', 4] }, '"gemma3.attention.value_length" is 4'],
    ['gemma3', { 'attention.causal': ['bool', false] }, '"gemma3.attention.causal" is false'],
    ['gemma3', { 'attention.head_count': undefined }, '"gemma3.attention.head_count" is missing'],
  ])('%s with %j is refused', async (architecture, said, sentence) => {
    await expect(specOf(architecture, said)).rejects.toThrow(sentence);
  });

  test('a cap on the logits of Gemma 3', async () => {
    const { head } = await specOf('gemma3', { final_logit_softcapping: ['f32', 20] });
    expect(head!.softcap).toBe(20);
  });
});

test('of a quantised embedding no more is read than the row that is asked for', async () => {
  const record = recorded();
  const checkpoint = await opened(fixture('gguf/gemma3.gguf'), record.files);
  const before = record.bytes;
  const { data } = await checkpoint.readRows(quietJob, 'token_embd.weight', 40, 41);
  expect(data).toHaveLength(32);
  expect(record.bytes - before).toBe(34); // one block of Q8_0
});
