// Folders as people have them. They open, or are refused by what they are.
import {
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Tensor } from '../../../src/engine/core/tensor.ts';
import { readSafetensors, writeSafetensors } from '../../support/safetensors.ts';
import { type Attack, kind } from '../attack.ts';
import { comparing, good, header, type Json, model } from '../inputs.ts';

/** All names with a prefix before them, or one taken away. */
const renamed = (change: (name: string) => string) => (all: Map<string, Tensor>) => {
  const before = [...all];
  all.clear();
  for (const [name, tensor] of before) all.set(change(name), tensor);
};

const opened: readonly (readonly [name: string, make: (folder: string) => string])[] = [
  ...['_orig_mod.', 'module.', 'base_model.model.', 'module._orig_mod.'].map(
    (prefix) =>
      [
        `names with ${prefix}`,
        (folder: string) => model(folder, 'ab-gpt2', { tensors: renamed((name) => prefix + name) }),
      ] as const,
  ),
  [
    'names without their root',
    (folder) =>
      model(folder, 'ab-gpt2', { tensors: renamed((name) => name.replace(/^transformer\./, '')) }),
  ],
  [
    'a step of a run, the tokenizer above it',
    (folder) => {
      const made = model(folder, 'ab-gpt2', {}, 'run/checkpoint-20');
      renameSync(join(made, 'tokenizer.json'), join(folder, 'run/tokenizer.json'));
      return made;
    },
  ],
  [
    'a run of two steps',
    (folder) => {
      model(folder, 'ab-gpt2', {}, 'run/checkpoint-20');
      model(folder, 'ab-gpt2', {}, 'run/checkpoint-100');
      return join(folder, 'run');
    },
  ],
  [
    'a folder of the hub',
    (folder) => {
      const root = join(folder, 'models--team--adder');
      const snapshot = join(root, 'snapshots/abc');
      mkdirSync(join(root, 'blobs'), { recursive: true });
      mkdirSync(join(root, 'refs'), { recursive: true });
      mkdirSync(snapshot, { recursive: true });
      writeFileSync(join(root, 'refs/main'), 'abc');
      for (const file of ['config.json', 'tokenizer.json', 'model.safetensors']) {
        cpSync(join(good(), file), join(root, 'blobs', file));
        symlinkSync(join('../../blobs', file), join(snapshot, file));
      }
      return root;
    },
  ],
  [
    'a shard that holds a stale copy',
    (folder) =>
      sharded(folder, (all) => {
        const [first] = all.keys();
        return { stale: first };
      }),
  ],
  [
    'two keys of one name in the config',
    (folder) => withConfig(folder, (text) => `{"n_head": 2, ${text.trim().slice(1)}`),
  ],
  ['a config with a byte order mark', (folder) => withConfig(folder, (text) => `\ufeff${text}`)],
  [
    'a config with Infinity that nothing uses',
    (folder) => withConfig(folder, (text) => `{"max_grad": Infinity, ${text.trim().slice(1)}`),
  ],
];

/** In two shards; `stale` lies, with zeros, in the one that the index does not name. */
function sharded(folder: string, of: (all: Map<string, Tensor>) => { stale: string }): string {
  const made = model(folder, 'ab-gpt2');
  const all = new Map(readSafetensors(join(made, 'model.safetensors')));
  rmSync(join(made, 'model.safetensors'));
  const { stale } = of(all);
  const names = [...all.keys()];
  const half = names.slice(0, names.length >> 1);
  const weight_map = Object.fromEntries(
    names.map((name) => [name, half.includes(name) ? 'a.safetensors' : 'b.safetensors']),
  );
  const part = (wanted: (name: string) => boolean) =>
    new Map([...all].filter(([name]) => wanted(name)));
  writeSafetensors(
    join(made, 'a.safetensors'),
    part((name) => half.includes(name)),
  );
  const second = part((name) => !half.includes(name));
  const { dims, data } = all.get(stale)!;
  second.set(stale, { dims, data: new Float32Array(data.length) });
  writeSafetensors(join(made, 'b.safetensors'), second);
  writeFileSync(join(made, 'model.safetensors.index.json'), JSON.stringify({ weight_map }));
  return made;
}

function withConfig(folder: string, change: (text: string) => string): string {
  return model(folder, 'ab-gpt2', {
    config: change(readFileSync(join(good(), 'config.json'), 'utf8')),
  });
}

/** dtype -> bytes of 32 numbers. */
const dtypes: readonly (readonly [string, number])[] = [
  ...([
    ['F8_E8M0', 32],
    ['F8_E4M3', 32],
    ['F8_E5M2', 32],
    ['F4', 16],
    ['C64', 256],
  ] as const),
  ...([
    ['F6_E2M3', 24],
    ['I64', 256],
    ['U8', 32],
    ['BOOL', 32],
    ['U16', 64],
  ] as const),
];

const quantised: readonly (readonly [string, Json, RegExp])[] = [
  ['GPTQ', { quantization_config: { quant_method: 'gptq', bits: 4 } }, /gptq/i],
  ['AWQ', { quantization_config: { quant_method: 'awq', bits: 4 } }, /awq/i],
  [
    'bitsandbytes',
    { quantization_config: { quant_method: 'bitsandbytes', load_in_4bit: true } },
    /bitsandbytes/i,
  ],
];

export const folders: readonly Attack[] = [
  ...kind(
    '4 folders that open',
    opened.map(([name, make]) => ({
      name,
      end: 'works' as const,
      make: (folder) => ({ args: comparing(make(folder), good('ab-llama')) }),
    })),
    { quick: true },
  ),
  ...kind(
    '4 dtypes are listed',
    dtypes.map(([dtype, bytes]) => ({
      name: dtype,
      end: 'works' as const,
      says: new RegExp(dtype),
      make: (folder) => {
        const tensor = { dtype, shape: [32], data_offsets: [0, bytes] };
        const path = join(folder, 'model.safetensors');
        return { args: ['inspect', header(path, JSON.stringify({ t: tensor }), bytes), '--json'] };
      },
    })),
    { quick: true },
  ),
  ...kind(
    '4 a bad config hides no tensors',
    (
      [
        ['no JSON', '{"model_type": '],
        ['a list', '[]'],
        ['Infinity', '{"model_type": "gpt2", "layer_norm_epsilon": Infinity}'],
        ['20 MB', `{"x": "${'x'.repeat(20e6)}"}`],
        ['100,000 levels', `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`],
      ] as const
    ).map(([name, text]) => ({
      name,
      end: 'works' as const,
      says: /wte\.weight/,
      make: (folder) => ({
        args: ['inspect', model(folder, 'ab-gpt2', { config: text }), '--json'],
      }),
    })),
    { quick: true },
  ),
  ...kind(
    '4 quantised weights by their name',
    quantised.map(([name, config, says]) => ({
      name,
      end: 'refused' as const,
      says,
      make: (folder) => ({
        args: comparing(model(folder, 'ab-gpt2', { config }), good('ab-llama')),
        names: ['config', 'model'],
      }),
    })),
    { quick: true },
  ),
  ...kind(
    '4 values that are none',
    [
      {
        name: 'NaN in a row of the head that no prompt reaches',
        end: 'works',
        make: (folder) => {
          const padded = model(folder, 'ab-gpt2', {
            config: { vocab_size: 9 },
            tensors: (all) => {
              for (const name of ['lm_head.weight', 'transformer.wte.weight']) {
                const { data } = all.get(name)!;
                const longer = new Float32Array(9 * 32).fill(Number.NaN);
                longer.set(data as Float32Array);
                all.set(name, { dims: [9, 32], data: longer });
              }
            },
          });
          return { args: comparing(padded, good('ab-llama')) };
        },
      },
      {
        name: 'NaN in a weight',
        end: 'refused',
        make: (folder) => {
          const spoilt = model(folder, 'ab-gpt2', {
            tensors: (all) => {
              const name = 'transformer.h.1.mlp.c_fc.weight';
              const { dims, data } = all.get(name)!;
              all.set(name, { dims, data: Float32Array.from(data).fill(Number.NaN, 3, 4) });
            },
          });
          return { args: comparing(spoilt, good('ab-llama')), names: ['c_fc', 'model'] };
        },
      },
    ],
    { quick: true },
  ),
];
