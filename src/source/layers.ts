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
}

export type LayerTensor = {
  readonly name: string;
  readonly shape: readonly Term[] | undefined;
  readonly optional: boolean;
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
  ['InstanceNorm1d', (a) => affine([a.size(0, 'num_features')], a.flag(3, 'affine', false), true)],
  ['InstanceNorm2d', (a) => affine([a.size(0, 'num_features')], a.flag(3, 'affine', false), true)],
  ['Conv1d', (a) => convolution(a, 1, false)],
  ['Conv2d', (a) => convolution(a, 2, false)],
  ['Conv3d', (a) => convolution(a, 3, false)],
  ['ConvTranspose1d', (a) => convolution(a, 1, true)],
  ['ConvTranspose2d', (a) => convolution(a, 2, true)],
  ['ConvTranspose3d', (a) => convolution(a, 3, true)],
  ['PReLU', (a) => [tensor('weight', [a.size(0, 'num_parameters', number(1))])]],
  ['Bilinear', (a) => bilinear(a)],
  ['MultiheadAttention', (a) => attention('', a.size(0, 'embed_dim'), a.flag(3, 'bias', true))],
  ['TransformerEncoderLayer', (a) => transformerLayer(a, false)],
  ['TransformerDecoderLayer', (a) => transformerLayer(a, true)],
  ['RNN', (a) => recurrent(a, 1)],
  ['GRU', (a) => recurrent(a, 3)],
  ['LSTM', (a) => recurrent(a, 4)],
]);

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

function transformerLayer(a: LayerArgs, decoder: boolean): LayerTensor[] {
  const width = a.size(0, 'd_model');
  const inner = a.size(2, 'dim_feedforward', number(2048));
  const bias = a.flag(8, 'bias', true);
  const norms = ['norm1.', 'norm2.', ...(decoder ? ['norm3.'] : [])];
  return [
    ...attention('self_attn.', width, bias),
    ...(decoder ? attention('multihead_attn.', width, bias) : []),
    ...linear('linear1.', width, inner, bias),
    ...linear('linear2.', inner, width, bias),
    ...norms.flatMap((at) => [tensor(`${at}weight`, [width]), ...when(bias, `${at}bias`, [width])]),
  ];
}

/** One direction of the first layers; how many layers there are must be a number in the text. */
function recurrent(a: LayerArgs, gates: number): LayerTensor[] {
  const hidden = a.size(1, 'hidden_size');
  const count = a.size(2, 'num_layers', number(1));
  const layerCount = count.op === 'number' ? Math.min(count.value, 64) : 1;
  const both = a.flag(6, 'bidirectional', false) !== false;
  const rows = combine('*', number(gates), hidden);
  return Array.from({ length: layerCount }, (_, l) => {
    const above = both ? combine('*', number(2), hidden) : hidden;
    const from = l === 0 ? a.size(0, 'input_size') : above;
    return (both ? ['', '_reverse'] : ['']).flatMap((direction) => [
      tensor(`weight_ih_l${l}${direction}`, [rows, from]),
      tensor(`weight_hh_l${l}${direction}`, [rows, hidden]),
      ...when(biasOf(a, 3), `bias_ih_l${l}${direction}`, [rows]),
      ...when(biasOf(a, 3), `bias_hh_l${l}${direction}`, [rows]),
    ]);
  }).flat();
}
