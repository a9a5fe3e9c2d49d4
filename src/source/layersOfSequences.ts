// Layers of torch.nn over sequences: attention, transformers, recurrent ones.
import { biasOf, type LayerArgs, type LayerTensor, linear, tensor, when } from './layerTensors.ts';
import { combine, number, type Term } from './term.ts';

function attention(at: string, width: Term, bias: boolean | undefined): LayerTensor[] {
  const fused = combine('*', number(3), width);
  return [
    tensor(`${at}in_proj_weight`, [fused, width]),
    ...when(bias, `${at}in_proj_bias`, [fused]),
    ...linear(`${at}out_proj.`, width, width, bias),
  ];
}

export function multihead(a: LayerArgs): LayerTensor[] {
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

export function transformerLayer(a: LayerArgs, decoder: boolean): LayerTensor[] {
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
export function transformer(a: LayerArgs): LayerTensor[] {
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

export function recurrent(a: LayerArgs, gates: number): LayerTensor[] {
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

export function cell(a: LayerArgs, gates: number): LayerTensor[] {
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
