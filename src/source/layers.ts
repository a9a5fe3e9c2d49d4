// What tensors the layers of torch.nn hold, from their arguments (PyTorch 2's documentation), and
// the few of transformers that model files take from elsewhere. One line a layer.

import { cell, multihead, recurrent, transformer, transformerLayer } from './layersOfSequences.ts';
import {
  biasOf,
  type Layer,
  type LayerArgs,
  type LayerTensor,
  linear,
  open,
  tensor,
  when,
} from './layerTensors.ts';
import { combine, number, type Term } from './term.ts';

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
