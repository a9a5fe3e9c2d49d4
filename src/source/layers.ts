// What tensors the layers of torch.nn hold, from their arguments (PyTorch 2's documentation), and
// the few of transformers that model files take from elsewhere. One line a layer.
import { combine, number, type Term } from './term.ts';

/** The arguments of a call, by place or name. */
export interface LayerArgs {
  /** A size; a number that is not known is free. */
  size(place: number, name: string, fallback?: Term): Term;
  /** undefined: it cannot be known. */
  flag(place: number, name: string, fallback: boolean): boolean | undefined;
  /** The sizes of a kernel in so many dimensions, one number or a tuple. */
  kernel(place: number, name: string, dimensions: number): readonly Term[];
  /** A shape: one number or a tuple of them. */
  shape(place: number, name: string): readonly Term[];
  /** A size as a number; undefined: it is not known. */
  known(term: Term): number | undefined;
}

export type LayerTensor = {
  readonly name: string;
  readonly shape: readonly Term[] | undefined;
  readonly optional: boolean;
  /** A name with `*` stands for so many. */
  readonly repeat?: Term;
};

type Layer = (args: LayerArgs) => readonly LayerTensor[];

export const layers: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  ['Linear', (a) => linear('', a.size(0, 'in_features'), a.size(1, 'out_features'), biasOf(a, 2))],
  [
    'LazyLinear',
    (a) => [open('weight'), ...when(biasOf(a, 1), 'bias', [a.size(0, 'out_features')])],
  ],
  [
    'Embedding',
    (a) => [tensor('weight', [a.size(0, 'num_embeddings'), a.size(1, 'embedding_dim')])],
  ],
  [
    'EmbeddingBag',
    (a) => [tensor('weight', [a.size(0, 'num_embeddings'), a.size(1, 'embedding_dim')])],
  ],
  [
    'LayerNorm',
    (a) =>
      affine(
        a.shape(0, 'normalized_shape'),
        a.flag(2, 'elementwise_affine', true),
        a.flag(3, 'bias', true),
      ),
  ],
  [
    'RMSNorm',
    (a) => when(a.flag(2, 'elementwise_affine', true), 'weight', a.shape(0, 'normalized_shape')),
  ],
  ['GroupNorm', (a) => affine([a.size(1, 'num_channels')], a.flag(3, 'affine', true), true)],
  ['BatchNorm1d', batchNorm],
  ['BatchNorm2d', batchNorm],
  ['BatchNorm3d', batchNorm],
  ['SyncBatchNorm', batchNorm],
  ['InstanceNorm1d', instanceNorm],
  ['InstanceNorm2d', instanceNorm],
  ['InstanceNorm3d', instanceNorm],
  ['Conv1d', (a) => convolution(a, 1, false)],
  ['Conv2d', (a) => convolution(a, 2, false)],
  ['Conv3d', (a) => convolution(a, 3, false)],
  ['ConvTranspose1d', (a) => convolution(a, 1, true)],
  ['ConvTranspose2d', (a) => convolution(a, 2, true)],
  ['ConvTranspose3d', (a) => convolution(a, 3, true)],
  ['PReLU', (a) => [tensor('weight', [a.size(0, 'num_parameters', number(1))])]],
  ['Bilinear', (a) => bilinear(a)],
  ['MultiheadAttention', multihead],
  ['TransformerEncoderLayer', (a) => transformerLayer(a, false)],
  ['TransformerDecoderLayer', (a) => transformerLayer(a, true)],
  ['RNN', (a) => recurrent(a, 1)],
  ['GRU', (a) => recurrent(a, 3)],
  ['LSTM', (a) => recurrent(a, 4)],
  ['RNNCell', (a) => cell(a, 1)],
  ['GRUCell', (a) => cell(a, 3)],
  ['LSTMCell', (a) => cell(a, 4)],
  ['Transformer', transformer],
  ...['1d', '2d', '3d'].flatMap((d): readonly [string, Layer][] => [
    [`LazyConv${d}`, lazy],
    [`LazyConvTranspose${d}`, lazy],
  ]),
]);

/** The attributes under which layers keep their first arguments. */
export function fieldsOf(name: string): readonly string[] {
  return kept.find(([pattern]) => pattern.test(name))?.[1] ?? [];
}

const kept: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^Linear$/, ['in_features', 'out_features']],
  [/^Embedding(?:Bag)?$/, ['num_embeddings', 'embedding_dim']],
  [/^Conv/, ['in_channels', 'out_channels']],
  [/^(?:Batch|Instance|SyncBatch)Norm/, ['num_features']],
  [/^(?:RNN|GRU|LSTM)$/, ['input_size', 'hidden_size', 'num_layers']],
  [/^(?:RNN|GRU|LSTM)Cell$/, ['input_size', 'hidden_size']],
  [/^MultiheadAttention$/, ['embed_dim', 'num_heads']],
  [/^GroupNorm$/, ['num_groups', 'num_channels']],
];

/** Layers that model files import from transformers, found by their name alone. */
export const importedLayers: readonly (readonly [RegExp, Layer])[] = [
  [/^Conv1D$/, (a) => linearInOut(a.size(1, 'nx'), a.size(0, 'nf'))],
  [/RMSNorm$/, (a) => [tensor('weight', a.shape(0, 'hidden_size'))]],
  [/LayerNorm$/, (a) => affine(a.shape(0, 'hidden_size'), true, undefined)],
];

function tensor(name: string, shape: readonly Term[], optional = false): LayerTensor {
  return { name, shape, optional };
}

function open(name: string): LayerTensor {
  return { name, shape: undefined, optional: false };
}

/** A tensor that is there if a flag is set, and may be there if the flag is not known. */
function when(flag: boolean | undefined, name: string, shape: readonly Term[]): LayerTensor[] {
  return flag === false ? [] : [tensor(name, shape, flag === undefined)];
}

function biasOf(a: LayerArgs, place: number): boolean | undefined {
  return a.flag(place, 'bias', true);
}

function linear(at: string, from: Term, to: Term, bias: boolean | undefined): LayerTensor[] {
  return [tensor(`${at}weight`, [to, from]), ...when(bias, `${at}bias`, [to])];
}

function linearInOut(from: Term, to: Term): LayerTensor[] {
  return [tensor('weight', [from, to]), tensor('bias', [to])];
}

function affine(
  shape: readonly Term[],
  weights: boolean | undefined,
  bias: boolean | undefined,
): LayerTensor[] {
  const both = weights === true ? bias : bias === false ? false : weights;
  return [...when(weights, 'weight', shape), ...when(both, 'bias', shape)];
}

function batchNorm(a: LayerArgs): LayerTensor[] {
  const shape = [a.size(0, 'num_features')];
  const kept = a.flag(4, 'track_running_stats', true);
  return [
    ...affine(shape, a.flag(3, 'affine', true), true),
    ...when(kept, 'running_mean', shape),
    ...when(kept, 'running_var', shape),
    ...(kept === false ? [] : [tensor('num_batches_tracked', [], true)]), // older files lack it
  ];
}

function instanceNorm(a: LayerArgs): LayerTensor[] {
  const shape = [a.size(0, 'num_features')];
  const tracked = a.flag(4, 'track_running_stats', false);
  return [
    ...affine(shape, a.flag(3, 'affine', false), true),
    ...when(tracked, 'running_mean', shape),
    ...when(tracked, 'running_var', shape),
    ...(tracked === false ? [] : [tensor('num_batches_tracked', [], true)]),
  ];
}

function lazy(a: LayerArgs): LayerTensor[] {
  return [open('weight'), ...when(a.flag(6, 'bias', true), 'bias', [a.size(0, 'out_channels')])];
}

function convolution(a: LayerArgs, dimensions: number, transposed: boolean): LayerTensor[] {
  const from = a.size(0, 'in_channels');
  const to = a.size(1, 'out_channels');
  const groups = a.size(6, 'groups', number(1));
  const shared = (of: Term) =>
    groups.op === 'number' && groups.value === 1 ? of : combine('//', of, groups);
  const channels = transposed ? [from, shared(to)] : [to, shared(from)];
  return [
    tensor('weight', [...channels, ...a.kernel(2, 'kernel_size', dimensions)]),
    ...when(biasOf(a, 7), 'bias', [to]),
  ];
}

function bilinear(a: LayerArgs): LayerTensor[] {
  const to = a.size(2, 'out_features');
  const weight = [to, a.size(0, 'in1_features'), a.size(1, 'in2_features')];
  return [tensor('weight', weight), ...when(biasOf(a, 3), 'bias', [to])];
}

function attention(at: string, width: Term, bias: boolean | undefined): LayerTensor[] {
  const fused = combine('*', number(3), width);
  return [
    tensor(`${at}in_proj_weight`, [fused, width]),
    ...when(bias, `${at}in_proj_bias`, [fused]),
    ...linear(`${at}out_proj.`, width, width, bias),
  ];
}

function multihead(a: LayerArgs): LayerTensor[] {
  const width = a.size(0, 'embed_dim');
  const [keys, values] = [a.size(6, 'kdim', width), a.size(7, 'vdim', width)];
  const bias = a.flag(3, 'bias', true);
  const extra = a.flag(4, 'add_bias_kv', false);
  const one = [number(1), number(1), width];
  const kv = [...when(extra, 'bias_k', one), ...when(extra, 'bias_v', one)];
  if (keys === width && values === width) return [...attention('', width, bias), ...kv];
  return [
    tensor('q_proj_weight', [width, width]),
    tensor('k_proj_weight', [width, keys]),
    tensor('v_proj_weight', [width, values]),
    ...when(bias, 'in_proj_bias', [combine('*', number(3), width)]),
    ...linear('out_proj.', width, width, bias),
    ...kv,
  ];
}

function transformerLayer(a: LayerArgs, decoder: boolean): LayerTensor[] {
  const inner = a.size(2, 'dim_feedforward', number(2048));
  // The decoder's and the encoder's arguments are the same up to `bias`.
  return layerOfWidth(a.size(0, 'd_model'), inner, a.flag(8, 'bias', true), decoder);
}

function layerOfWidth(
  width: Term,
  inner: Term,
  bias: boolean | undefined,
  decoder: boolean,
): LayerTensor[] {
  const norms = ['norm1.', 'norm2.', ...(decoder ? ['norm3.'] : [])];
  return [
    ...attention('self_attn.', width, bias),
    ...(decoder ? attention('multihead_attn.', width, bias) : []),
    ...linear('linear1.', width, inner, bias),
    ...linear('linear2.', inner, width, bias),
    ...norms.flatMap((at) => norm(at, width, bias)),
  ];
}

function norm(at: string, width: Term, bias: boolean | undefined): LayerTensor[] {
  return [tensor(`${at}weight`, [width]), ...when(bias, `${at}bias`, [width])];
}

/** nn.Transformer: an encoder and a decoder, each with a norm at its end. */
function transformer(a: LayerArgs): LayerTensor[] {
  const width = a.size(0, 'd_model', number(512));
  const inner = a.size(4, 'dim_feedforward', number(2048));
  const bias = a.flag(12, 'bias', true);
  return (['encoder', 'decoder'] as const).flatMap((part, i) => {
    const repeat = a.size(2 + i, `num_${part}_layers`, number(6));
    const layer = layerOfWidth(width, inner, bias, part === 'decoder');
    return [
      ...layer.map((one) => ({ ...one, name: `${part}.layers.*.${one.name}`, repeat })),
      ...norm(`${part}.norm.`, width, bias),
    ];
  });
}

function recurrent(a: LayerArgs, gates: number): LayerTensor[] {
  const hidden = a.size(1, 'hidden_size');
  const projected = a.size(8, 'proj_size', number(0));
  const projects = a.known(projected) !== 0;
  const out = projects ? projected : hidden;
  const count = a.known(a.size(2, 'num_layers', number(1)));
  const both = a.flag(6, 'bidirectional', false);
  const rows = combine('*', number(gates), hidden);
  const above = both === false ? out : both ? combine('*', number(2), out) : anything;
  const layer = (l: number | '*') => {
    const from = l === 0 ? a.size(0, 'input_size') : above;
    return (both === false ? [''] : ['', '_reverse']).flatMap((direction) => {
      const at = `_l${l}${direction}`;
      const optional = l === '*' || (both === undefined && direction !== '');
      return [
        tensor(`weight_ih${at}`, [rows, from]),
        tensor(`weight_hh${at}`, [rows, out]),
        ...when(biasOf(a, 3), `bias_ih${at}`, [rows]),
        ...when(biasOf(a, 3), `bias_hh${at}`, [rows]),
        ...(projects ? [tensor(`weight_hr${at}`, [out, hidden])] : []),
      ].map((one) => ({ ...one, optional: one.optional || optional, repeat: anyNumber(l) }));
    });
  };
  if (count === undefined) return [...layer(0), ...layer('*')];
  return Array.from({ length: Math.min(count, mostLayers) }, (_, l) => layer(l)).flat();
}

const mostLayers = 64; // of an LSTM; more is no one's
const anything: Term = { op: 'free', text: '?' };

function anyNumber(l: number | '*'): Term | undefined {
  return l === '*' ? { op: 'free', text: 'some' } : undefined;
}

function cell(a: LayerArgs, gates: number): LayerTensor[] {
  const hidden = a.size(1, 'hidden_size');
  const rows = combine('*', number(gates), hidden);
  const bias = a.flag(2, 'bias', true);
  return [
    tensor('weight_ih', [rows, a.size(0, 'input_size')]),
    tensor('weight_hh', [rows, hidden]),
    ...when(bias, 'bias_ih', [rows]),
    ...when(bias, 'bias_hh', [rows]),
  ];
}
