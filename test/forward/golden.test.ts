// Every family computes what PyTorch computes: test/fixture/checkpoints, tolerance 2e-5 (its README).
import { beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import type { FloatTensor, Tensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { fixture } from '../support/fixture.ts';
import { readSafetensors } from '../support/safetensors.ts';

const tolerance = 2e-5;
let runtime: Runtime;
beforeAll(async () => {
  runtime = await openRuntime({ threads: 1 });
});

type Golden = ReadonlyMap<string, Tensor>;

async function forwardOf(folder: string) {
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, fixture(`checkpoints/${folder}`));
  return { checkpoint, forward: new Forward(networkOf(modelOf(checkpoint)), runtime, 2 ** 30) };
}

/** Largest difference over real positions; `time` is the axis (or axes) of positions. */
function worst(
  found: FloatTensor,
  golden: Tensor,
  lengths: readonly number[],
  time: readonly number[],
) {
  expect(found.data.length).toBe(golden.data.length); // z is [B, T, H dh] here and [B, T, H, dh] there
  const { dims } = golden;
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((a, b) => a * b, 1));
  let most = 0;
  for (let i = 0; i < golden.data.length; i++) {
    const length = lengths[Math.floor(i / strides[0])];
    const isReal = time.every((axis) => Math.floor(i / strides[axis]) % dims[axis] < length);
    if (isReal) most = Math.max(most, Math.abs(found.data[i] - golden.data[i]));
  }
  return most;
}

async function checkAgainstGolden(forward: Forward, golden: Golden, prefix: string) {
  const ids = golden.get(`${prefix}input_ids`)!;
  const [B, T] = ids.dims;
  const mask = golden.get(`${prefix}attention_mask`);
  const lengths = Array.from({ length: B }, (_, b) =>
    mask ? [...mask.data.subarray(b * T, (b + 1) * T)].reduce((a, m) => a + m, 0) : T,
  );
  const prompts = lengths.map((length, b) =>
    Int32Array.from(ids.data.subarray(b * T, b * T + length)),
  );
  const found = await activations(quietJob, forward, prompts);
  const table: [string, FloatTensor | undefined, number[]][] = [
    ['resid.embed', found.embed, [1]],
    ['logits', found.logits, [1]],
    ...found.blocks.flatMap((block, l): [string, FloatTensor, number[]][] => [
      [`resid.${l}`, block.residual, [1]],
      [`attn.pattern.${l}`, block.pattern, [2, 3]],
      [`attn.z.${l}`, block.z, [1]],
      [`attn.out.${l}`, block.attention, [1]],
      [`mlp.out.${l}`, block.mlp, [1]],
    ]),
  ];
  for (const [name, tensor, time] of table) {
    const wanted = golden.get(prefix + name);
    if (!tensor && !wanted) continue;
    expect.soft(worst(tensor!, wanted!, lengths, time), `${prefix}${name}`).toBeLessThan(tolerance);
  }
}

/** What the batch's golden says of one prompt, which is what it is alone: without padding. */
function ofPrompt(golden: Golden, n: number): Golden {
  const [B, T] = golden.get('input_ids')!.dims;
  const mask = golden.get('attention_mask')!.data.subarray(n * T, (n + 1) * T);
  const length = [...mask].reduce((a, m) => a + m, 0);
  const rows = [...golden].map(([name, { dims, data }]): [string, Tensor] => {
    const own = data.subarray((n * data.length) / B, ((n + 1) * data.length) / B);
    const axes = dims.flatMap((size, axis) => (axis > 0 && size === T ? [axis] : []));
    const cut = axes.reduce((found, axis) => firstOf(found, axis, length), {
      dims: [1, ...dims.slice(1)],
      data: own,
    });
    return [`prompt.${n}.${name}`, cut as Tensor];
  });
  return new Map(rows.filter(([name]) => !name.endsWith('attention_mask')));
}

function firstOf({ dims, data }: Pick<Tensor, 'dims' | 'data'>, axis: number, count: number) {
  const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  const kept = data.filter((_, i) => Math.floor(i / inner) % dims[axis] < count);
  return { dims: dims.map((size, i) => (i === axis ? count : size)), data: kept };
}

describe('activations agree with the goldens', () => {
  const folders = [
    'gpt2',
    'gpt2-sharded',
    'gpt2-bf16',
    'gpt2-f16',
    'gpt_neox',
    'llama',
    'bert',
    'minilm',
    'hooked',
    'hooked-folded',
    'qwen3',
    'mistral',
    'gemma3_text',
    'gemma2',
    'gpt_neo',
    'gptj',
    'opt',
    'opt-post',
    'phi',
    'phi3',
    'gemma',
    'olmo',
    'olmo2',
    'smollm3',
    'stablelm',
    'starcoder2',
    'roberta',
    'electra',
    'distilbert',
    't5',
    'bloom',
    'falcon',
  ];
  for (const folder of folders) {
    it(`${folder}: a padded batch, and each prompt alone`, async () => {
      const { checkpoint, forward } = await forwardOf(folder);
      const golden = readSafetensors(fixture(`checkpoints/${folder}/golden.safetensors`));
      await checkAgainstGolden(forward, golden, '');
      for (const n of [0, 1, 2]) {
        const prefix = `prompt.${n}.`;
        const alone = golden.has(`${prefix}input_ids`) ? golden : ofPrompt(golden, n);
        await checkAgainstGolden(forward, alone, prefix);
      }
      await forward.release();
      await checkpoint.close();
    });
  }
});
