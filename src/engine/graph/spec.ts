// What a block computes, as data: everything that the graphs need to know about a model.
// Symbols as in the field: d = width, H = heads, K = key/value heads, dh = head width, f = MLP width.

export type Activation = 'gelu' | 'gelu_tanh' | 'quick_gelu' | 'relu' | 'silu';

/** How a weight matrix lies in memory: x W ('in-out', GPT-2's Conv1D) or x W^T ('out-in', Linear). */
export type Layout = 'in-out' | 'out-in';

/** Rotary positions. */
export type Rotary = {
  /** Inverse frequencies; the first 2 x their number of dh turn. */
  readonly frequencies: readonly number[];
  /** What turning multiplies lengths by: 1 but for yarn and longrope. */
  readonly scale: number;
};

export type Spec = {
  readonly layers: number; // L
  readonly width: number; // d
  readonly heads: number; // H
  readonly kvHeads: number; // K; H unless grouped-query attention
  readonly headWidth: number; // dh
  readonly mlpWidth: number; // f
  readonly vocabulary: number;
  readonly maxLength: number; // longest prompt in tokens
  readonly norm: 'layer' | 'rms';
  readonly normEpsilon: number;
  /** 'pre': x + f(norm(x)), GPT-2 and Llama; 'post': norm(x + f(x)), BERT. */
  readonly normPlace: 'pre' | 'post';
  /** Attention and MLP both read the block's input (GPT-NeoX), instead of one after the other. */
  readonly parallel: boolean;
  readonly rotary: Rotary | undefined;
  readonly activation: Activation;
  /** act(x gate) * (x up), as in SwiGLU; `up` then holds gate and up, stacked. */
  readonly gated: boolean;
  /** A position sees only itself and those before it. */
  readonly causal: boolean;
  readonly layout: Layout;
  readonly bias: { readonly qkv: boolean; readonly out: boolean; readonly mlp: boolean };
  /** Between the last block and the logits. 'transform': BERT's dense, activation, norm. */
  readonly head: 'norm' | 'transform' | 'none';
  readonly headBias: boolean;
};

/** A weight as a graph input: its canonical name and shape. */
export type WeightSpec = { readonly name: string; readonly shape: readonly number[] };

/** The weights of one block in the order of their use. */
export function blockWeights(spec: Spec): WeightSpec[] {
  const { width: d, mlpWidth: f, bias } = spec;
  const q = spec.heads * spec.headWidth;
  const qkv = q + 2 * spec.kvHeads * spec.headWidth;
  const up = spec.gated ? 2 * f : f;
  return [
    ...normWeights(spec, 'norm1'),
    ...linearWeights(spec, 'qkv', d, qkv, bias.qkv),
    ...linearWeights(spec, 'out', q, d, bias.out),
    ...normWeights(spec, 'norm2'),
    ...linearWeights(spec, 'up', d, up, bias.mlp),
    ...linearWeights(spec, 'down', f, d, bias.mlp),
  ];
}

/** The weights after the last block. */
export function headWeights(spec: Spec): WeightSpec[] {
  const { width: d, vocabulary } = spec;
  const unembed = [
    { name: 'unembed', shape: [vocabulary, d] },
    ...(spec.headBias ? [{ name: 'unembed.bias', shape: [vocabulary] }] : []),
  ];
  if (spec.head === 'none') return [];
  if (spec.head === 'norm') return [...normWeights(spec, 'norm'), ...unembed];
  return [...linearWeights(spec, 'dense', d, d, true), ...normWeights(spec, 'norm'), ...unembed];
}

export function normWeights(spec: Spec, name: string): WeightSpec[] {
  const scale = { name: `${name}.weight`, shape: [spec.width] };
  return spec.norm === 'rms' ? [scale] : [scale, { name: `${name}.bias`, shape: [spec.width] }];
}

function linearWeights(spec: Spec, name: string, from: number, to: number, bias: boolean) {
  const shape = spec.layout === 'in-out' ? [from, to] : [to, from];
  const weight = { name: `${name}.weight`, shape };
  return bias ? [weight, { name: `${name}.bias`, shape: [to] }] : [weight];
}
