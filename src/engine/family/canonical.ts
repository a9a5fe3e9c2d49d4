// The canonical config: what the configs of all dialects say, in one set of words.
import type { Activation, Distances, ImageSpec, Order, Rotary } from '../graph/spec.ts';
import { type Config, largestHead } from './config.ts';
import { windowOf } from './windows.ts';

export type Canonical = {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headWidth: number;
  readonly mlpWidth: number;
  readonly vocabulary: number;
  /** The longest prompt. */
  readonly positions: number;
  /** The row of the table of positions that the first position has. */
  readonly firstPosition: number;
  /** A token that takes no position and has the row before the first: RoBERTa's padding. */
  readonly padding: number | undefined;
  /** e: the table of tokens is so wide, and projected to d. */
  readonly tokenWidth: number;
  /** So are those of positions and types: it is the sum that is projected. */
  readonly projectsSum: boolean;
  /** Of a model that reads images. */
  readonly image: ImageSpec | undefined;
  /** Rows of the table of token types. */
  readonly types: number;
  readonly epsilon: number;
  readonly activation: Activation;
  /** Of the head, which may have its own. */
  readonly headActivation: Activation;
  readonly rotary: Rotary | undefined;
  readonly distances: Distances | undefined;
  readonly slopes: readonly number[] | undefined;
  /** Where it is not the architecture's. */
  readonly gated: boolean | undefined;
  /** Whether the positions of a layer turn, where there is a rotary. */
  readonly turns: (layer: number) => boolean;
  /** Of the layers with a window, where they turn otherwise. */
  readonly windowRotary: Rotary | undefined;
  /** What scores are multiplied by. */
  readonly attentionScale: number;
  /** What scores and logits stay below. */
  readonly scoreCap: number | undefined;
  readonly logitCap: number | undefined;
  /** What queries, keys and values are held within. */
  readonly clip: number | undefined;
  /** Queries and keys are normed: those of each head, or of all heads together. */
  readonly queryNorms: 'head' | 'all' | undefined;
  /** How many positions a position of a layer sees, itself the last of them; undefined: all before it. */
  readonly window: (layer: number) => number | undefined;
  /** Where it is not the architecture's. */
  readonly order: Order | undefined;
  /** No norm after the last block. */
  readonly plainHead: boolean;
  readonly bias: {
    readonly qkv: boolean;
    readonly out: boolean;
    readonly mlp: boolean;
    readonly head: boolean;
  };
};

/** What most dialects say with no more than a key each; the rest as GPT-2 has it. */
export function canonicalOf(config: Config, heads = config.size('heads')): Canonical {
  const width = config.size('width');
  const headWidth = config.has('headWidth')
    ? (config.sizeIfAny('headWidth') ?? Math.floor(width / heads))
    : undefined;
  const layers = config.size('layers');
  const dh = headWidthOf(config, width, heads, headWidth);
  const activation = config.activation();
  return {
    layers,
    width,
    heads,
    kvHeads: config.has('kvHeads') ? (config.sizeIfAny('kvHeads') ?? heads) : heads,
    headWidth: dh,
    mlpWidth: config.sizeIfAny('mlpWidth') ?? 4 * width,
    vocabulary: config.size('vocabulary'),
    positions: config.size('positions'),
    firstPosition: 0,
    padding: undefined,
    tokenWidth: width,
    projectsSum: false,
    image: undefined,
    types: config.has('types') ? config.size('types') : 0,
    epsilon: config.between('epsilon', 0, 1),
    activation,
    headActivation: activation,
    rotary: undefined,
    distances: undefined,
    slopes: undefined,
    gated: undefined,
    turns: () => true,
    windowRotary: undefined,
    attentionScale: 1 / Math.sqrt(dh),
    scoreCap: undefined,
    logitCap: undefined,
    clip: undefined,
    queryNorms: undefined,
    window: windowOf(config, layers),
    order: undefined,
    plainHead: false,
    bias: { qkv: true, out: true, mlp: true, head: false },
  };
}

/** dh: what the config says of it, else d / H. */
function headWidthOf(config: Config, width: number, heads: number, said = width / heads): number {
  if (Number.isInteger(said) && said <= largestHead) return said;
  const found = `width ${width} and ${heads} heads make heads of ${said}`;
  throw config.inconsistent(`${found}; allowed: a whole number up to ${largestHead}`);
}

/** Throws where so many heads do not make up the width, which transformers refuses for some types. */
export function checkHeads(config: Config, { width, heads }: Canonical): void {
  if (width % heads === 0) return;
  const [of, by] = ['hidden_size', 'num_attention_heads'].map((key) => config.words.key(key));
  const found = `${of} ${width} is no multiple of ${by} ${heads}`;
  throw config.inconsistent(`${found}, which transformers refuses for ${config.type}`);
}
