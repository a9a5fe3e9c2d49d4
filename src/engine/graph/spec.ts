// What a transformer computes, as data, block by block: everything that the graphs need to know about it.
// Symbols as in the field: d = width, H = heads, K = key/value heads, dh = head width, f = MLP width.

export type Activation = 'gelu' | 'gelu_tanh' | 'quick_gelu' | 'relu' | 'silu';

/** How a weight matrix lies in memory: x W ('in-out', GPT-2's Conv1D) or x W^T ('out-in', Linear). */
export type Layout = 'in-out' | 'out-in';

/** 'layer' has weight and bias, 'rms' a weight alone. */
export type Norm = { readonly kind: 'layer' | 'rms'; readonly epsilon: number };

/** Rotary positions. */
export type Rotary = {
  /** Inverse frequencies; the first 2 x their number of dh turn. */
  readonly frequencies: readonly number[];
  /** What turning multiplies lengths by: 1 but for yarn and longrope. */
  readonly scale: number;
};

/** A number a head is added to scores by how far the key is from the query, in buckets that widen: T5. */
export type Distances = { readonly buckets: number; readonly farthest: number };

export type Attention = {
  readonly heads: number; // H
  readonly kvHeads: number; // K; H unless grouped-query attention
  readonly headWidth: number; // dh
  /** What scores are multiplied by: 1 / sqrt(dh), but in Gemma. */
  readonly scale: number;
  /** Scores then stay below it, by a tanh: Gemma 2; undefined: they are as they are. */
  readonly softcap: number | undefined;
  /** A position sees itself and the `window` - 1 before it; undefined: all before it. */
  readonly window: number | undefined;
  /** Queries, keys and values are held within -clip .. clip: OLMo; undefined: they are as they are. */
  readonly clip: number | undefined;
  /** Norm of the queries and keys, before they turn: of every head, or of all heads together, OLMo 2. */
  readonly norm: (Norm & { readonly over: 'head' | 'all' }) | undefined;
  readonly rotary: Rotary | undefined;
  readonly distances: Distances | undefined;
  /** Of each head what its scores grow by from one key to the next: BLOOM. */
  readonly slopes: readonly number[] | undefined; // [H]
  readonly bias: { readonly qkv: boolean; readonly out: boolean };
};

export type Mlp = {
  readonly width: number; // f
  readonly activation: Activation;
  /** act(x gate) * (x up), as in SwiGLU; `up` then holds gate and up, stacked. */
  readonly gated: boolean;
  readonly bias: boolean;
};

export type Order = 'pre' | 'parallel' | 'around' | 'after' | 'post';

/** What of a block is normed: what attention and MLP read, what they add, or the stream itself after each of them. */
export const normed: Readonly<Record<Order, { before: boolean; after: boolean; stream: boolean }>> =
  {
    pre: { before: true, after: false, stream: false },
    parallel: { before: true, after: false, stream: false },
    around: { before: true, after: true, stream: false },
    after: { before: false, after: true, stream: false },
    post: { before: false, after: false, stream: true },
  };

export type BlockSpec = {
  readonly width: number; // d
  /**
   * 'pre': x + f(norm(x)), GPT-2 and Llama; 'parallel': so too, but attention and MLP both read the block's
   * input, GPT-NeoX; 'around': x + norm(f(norm(x))), Gemma; 'after': x + norm(f(x)), OLMo 2; 'post':
   * norm(x + f(x)), BERT.
   */
  readonly order: Order;
  readonly norm: Norm;
  /** A position sees only itself and those before it. */
  readonly causal: boolean;
  readonly attention: Attention;
  readonly mlp: Mlp;
  readonly layout: Layout;
};

/** Between the last block and the logits. 'transform': BERT's dense, activation, norm; 'plain': nothing. */
export type HeadSpec = {
  readonly kind: 'norm' | 'transform' | 'plain';
  readonly norm: Norm;
  readonly activation: Activation; // of 'transform'
  readonly layout: Layout;
  readonly bias: boolean; // of the unembedding
  /** e: what is unembedded is as wide; where that is not d, it is projected first, OPT, or by the dense, ELECTRA. */
  readonly width: number;
  /** Logits then stay below it, by a tanh. */
  readonly softcap: number | undefined;
};

/** An image that is cut into patches: each is a position, row by row, after a first one that is no patch's. */
export type ImageSpec = {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly patch: { readonly height: number; readonly width: number };
};

export type Spec = {
  readonly width: number; // d
  readonly vocabulary: number; // or classes
  readonly maxLength: number; // longest prompt in tokens
  readonly causal: boolean;
  /** It reads an image and answers at the first position; undefined: tokens. */
  readonly image: ImageSpec | undefined;
  /** What the sum of the embeddings is multiplied by. */
  readonly inputScale: number;
  /** After the embedding. */
  readonly inputNorm: Norm | undefined;
  /** e: the embedding is as wide; where that is not d, it is projected after its norm: ELECTRA. */
  readonly inputWidth: number;
  readonly blocks: readonly BlockSpec[];
  /** undefined: an encoder without answers. */
  readonly head: HeadSpec | undefined;
};

/** A weight as a graph input: its canonical name and shape. */
export type WeightSpec = {
  readonly name: string;
  readonly shape: readonly number[];
  /** Of the matrix of a product. */
  readonly layout?: Layout;
};

/** Norms are called norm1 (attention's) and norm2 (the MLP's), those after them norm1_after and norm2_after. */
export function attendWeights(block: BlockSpec): WeightSpec[] {
  const { width: d, attention: a, layout } = block;
  const { norm, headWidth: dh } = a;
  const own = (name: string, heads: number) =>
    norm ? normWeights(norm, name, norm.over === 'head' ? dh : heads * dh) : [];
  return [
    ...(normed[block.order].before ? normWeights(block.norm, 'norm1', d) : []),
    ...linearWeights(layout, 'qkv', d, (a.heads + 2 * a.kvHeads) * dh, a.bias.qkv),
    ...own('q_norm', a.heads),
    ...own('k_norm', a.kvHeads),
    ...(a.distances ? [{ name: 'distances', shape: [a.distances.buckets, a.heads] }] : []),
  ];
}

export function finishWeights(block: BlockSpec): WeightSpec[] {
  const { width: d, attention: a, mlp, layout, order } = block;
  const { before, after, stream } = normed[order];
  const norms = [
    ...(stream ? ['norm1'] : []),
    ...(before || stream ? ['norm2'] : []),
    ...(after ? ['norm1_after', 'norm2_after'] : []),
  ];
  return [
    ...linearWeights(layout, 'out', a.heads * a.headWidth, d, a.bias.out),
    ...norms.flatMap((name) => normWeights(block.norm, name, d)),
    ...linearWeights(layout, 'up', d, mlp.gated ? 2 * mlp.width : mlp.width, mlp.bias),
    ...linearWeights(layout, 'down', mlp.width, d, mlp.bias),
  ];
}

/** The weights after the last block. */
export function headWeights({ head, width: d, vocabulary }: Spec): WeightSpec[] {
  if (!head) return [];
  const { kind, layout, width: e } = head;
  const dense = kind === 'transform' ? linearWeights(layout, 'dense', d, e, true) : [];
  const bias = head.bias ? [{ name: 'unembed.bias', shape: [vocabulary] }] : [];
  const norm = kind === 'plain' ? [] : normWeights(head.norm, 'norm', kind === 'norm' ? d : e);
  const project = isProjected(head, d) ? linearWeights('out-in', 'project', d, e, false) : [];
  const unembed = { name: 'unembed', shape: [vocabulary, e] };
  return [...dense, ...norm, ...project, unembed, ...bias];
}

/** Whether what is unembedded is of another width than the stream's, and no dense makes it so. */
export function isProjected(head: HeadSpec, width: number): boolean {
  return head.kind !== 'transform' && head.width !== width;
}

/** The weights between the embedding and the first block. */
export function inputWeights({ inputNorm, inputWidth: e, width: d }: Spec): WeightSpec[] {
  const norm = inputNorm ? normWeights(inputNorm, 'norm', e) : [];
  return e === d ? norm : [...norm, ...linearWeights('out-in', 'project', e, d, true)];
}

export function normWeights({ kind }: Norm, name: string, width: number): WeightSpec[] {
  const scale = { name: `${name}.weight`, shape: [width] };
  return kind === 'rms' ? [scale] : [scale, { name: `${name}.bias`, shape: [width] }];
}

function linearWeights(
  layout: Layout,
  name: string,
  from: number,
  to: number,
  bias: boolean,
): WeightSpec[] {
  const shape = layout === 'in-out' ? [from, to] : [to, from];
  const weight = { name: `${name}.weight`, shape, layout };
  return bias ? [weight, { name: `${name}.bias`, shape: [to] }] : [weight];
}
