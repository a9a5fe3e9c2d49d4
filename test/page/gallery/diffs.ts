// The comparison of two checkpoints' tensors in every state.
import type {
  DiffHead,
  DiffProgress,
  DiffRow,
  IndexedChange,
} from '../../../src/protocol/checkpointService.ts';
import type { ChangePart, KindOfChange } from '../../../src/protocol/kindOfChange.ts';
import type { Canned } from './cannedPage.ts';
import { hostileNames, markup, megabyte, turned } from './hostileNames.ts';

type Side = NonNullable<DiffRow['sides'][number]>;

const side = (shape: readonly number[], dtype = 'F32'): Side => ({
  dtype,
  shape,
  bytes: (dtype === 'F32' ? 4 : 2) * shape.reduce((product, size) => product * size, 1),
});
const both = (name: string, shape: readonly number[], dtype = 'F32'): DiffRow => ({
  name,
  sides: [side(shape), side(shape, dtype)],
  common: shape,
});

const rows: readonly DiffRow[] = [
  both('transformer.wte.weight', [50257, 768]),
  both('transformer.wpe.weight', [1024, 768], 'BF16'),
  ...[0, 1, 2].flatMap((at) => [
    both(`transformer.h.${at}.ln_1.weight`, [768]),
    both(`transformer.h.${at}.attn.c_attn.weight`, [768, 2304]),
    both(`transformer.h.${at}.attn.c_proj.weight`, [768, 768]),
  ]),
  {
    name: 'transformer.h.0.mlp.c_fc.weight',
    sides: [side([768, 3072]), side([768, 2048])],
    common: null,
  },
  { name: 'adapter.lora_A.weight', sides: [null, side([8, 768])], common: null },
  { name: 'score.weight', sides: [side([2, 768]), null], common: null },
];

const head = (with_: Partial<DiffHead> = {}): DiffHead => ({
  paths: ['/models/gpt2', '/models/gpt2-finetuned'],
  failure: null,
  sides: ['gpt2', 'gpt2-finetuned'].map((name) => ({
    name,
    container: 'safetensors',
    tensors: 148,
    parameters: 124_439_808,
    bytes: 497_759_232,
  })),
  heads: ['tied', 'own'],
  rows: rows.length,
  valueBytes: 995_518_464,
  ...with_,
});

/** One of each, in turn. */
const kinds: readonly ChangePart[][] = [
  [{ kind: 'drift' }],
  [{ kind: 'cast', through: null, to: 'BF16', truncated: false, towards: 'B' }],
  [
    { kind: 'pruning', share: 0.5, pattern: 'n:m', n: 2, m: 4, threshold: null, towards: 'B' },
    {
      kind: 'grid',
      by: 'block',
      block: 32,
      bits: 4,
      onGrid: 1,
      nearest: 1,
      steps: [0.001, 0.02],
      towards: 'B',
    },
  ],
  [
    {
      kind: 'low rank',
      rank: 8,
      of: 128,
      values: [1.2, 0.9, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05],
      rows: 128,
      next: 1e-7,
      floor: 3e-7,
    },
  ],
  [{ kind: 'some', of: 'rows', changed: 12, all: 50257 }, { kind: 'drift' }],
  [{ kind: 'scaling', by: 'row', factors: [0.5, 2] }],
];

function kindOf(tensor: number, relative: number): KindOfChange {
  const parts: readonly ChangePart[] =
    relative === 0 ? [{ kind: 'identical' }] : kinds[tensor % kinds.length];
  const sampled = tensor === 0 ? { rows: 2730, of: 50257 } : null;
  return { parts, sampled, relative, cosine: 1 - relative / 2, effectiveRank: null };
}

/** Values of the rows that both have, `relative` in the order of the rows. */
function changes(relative: readonly number[], of = rows): readonly IndexedChange[] {
  return of.flatMap(({ sides: [a, b] }, tensor) => {
    if (!a || !b || a.shape.join() !== b.shape.join()) return [];
    const count = a.shape.reduce((product, size) => product * size, 1);
    const change = relative[tensor % relative.length];
    const differing = change === 0 ? 0 : Math.round(count * 0.9);
    return [
      {
        tensor,
        count,
        differing,
        notFinite: 0,
        norm: 30,
        difference: 30 * change,
        largest: change,
        kind: kindOf(tensor, change),
      },
    ];
  });
}

const moved = [0, 2e-6, 0.00042, 0.031, 0.8, 0.0071];
const progress = (phase: DiffProgress['phase'], fraction: number): DiffProgress => ({
  phase,
  fraction,
  failure: null,
});
const failure = {
  code: 'badFile',
  message: '/models/gpt2-finetuned: the file was replaced while it was read',
  hint: 'Compare again.',
};
const hostileRows = hostileNames.flatMap((name): readonly DiffRow[] => [
  both(name, [2, 2]),
  { name: `deep.${name}.a`, sides: [side([1], markup), null], common: null },
]);

type Tells = NonNullable<Canned['tells']>;
const begun: Tells = [
  ['show', head()],
  ['tensors', { from: 0, rows }],
];
const first = changes(moved).slice(0, 5);

const states: readonly (readonly [name: string, Tells, Canned['keys']?])[] = [
  ['reading', [['show', head({ sides: null, rows: 0 })]]],
  ['broken', [['show', head({ sides: null, rows: 0, failure })]]],
  ['names-only', begun],
  ['running', [...begun, ['changes', first], ['progress', progress('running', 0.37)]]],
  ['cancelled', [...begun, ['changes', first], ['progress', progress('cancelled', 0.37)]]],
  ['failed', [...begun, ['progress', { ...progress('failed', 0.4), failure }]]],
  [
    'changed',
    [...begun, ['changes', changes(moved)], ['progress', progress('done', 1)]],
    [['[role=tree]', 'End']],
  ],
  ['equal', [...begun, ['changes', changes([0])], ['progress', progress('done', 1)]]],
  [
    'hostile',
    [
      [
        'show',
        head({
          paths: [markup, megabyte],
          sides: [markup + turned, megabyte].map((name) => ({
            name,
            container: markup,
            tensors: 3,
            parameters: 4,
            bytes: 16,
          })),
        }),
      ],
      ['tensors', { from: 0, rows: hostileRows }],
      ['changes', changes(moved, hostileRows)],
    ],
    [['[role=tree]', 'End']],
  ],
];

export const diffs: readonly (readonly [name: string, Canned])[] = states.map(
  ([name, tells, keys]) => [
    `diff-${name}`,
    { answers: { ready: { canReveal: true } }, tells, keys },
  ],
);
