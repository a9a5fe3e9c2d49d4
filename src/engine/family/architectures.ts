// The architectures: from the canonical config to what is computed, block by block. What a dialect calls things
// is not known here; two dialects of one architecture compute the same.
import type { BlockSpec, Layout, Norm, Order, Spec } from '../graph/spec.ts';
import type { Canonical } from './canonical.ts';

export type Architecture = {
  readonly norm: Norm['kind'];
  readonly order: Order;
  readonly causal: boolean;
  readonly gated: boolean;
  readonly head: 'norm' | 'transform';
  /** Reads answers at a mask token instead of after the last token. */
  readonly masked: boolean;
  /** What is added to the rows of the tokens, and whether the sum is multiplied by sqrt(d) and normed. */
  readonly embedding: {
    readonly positions: boolean;
    readonly types: boolean;
    readonly scaled: boolean;
    readonly norm: boolean;
  };
};

export const gpt2Architecture: Architecture = {
  norm: 'layer',
  order: 'pre',
  causal: true,
  gated: false,
  head: 'norm',
  masked: false,
  embedding: { positions: true, types: false, scaled: false, norm: false },
};

export const neoxArchitecture: Architecture = {
  ...gpt2Architecture,
  embedding: { positions: false, types: false, scaled: false, norm: false },
};

export const llamaArchitecture: Architecture = { ...neoxArchitecture, norm: 'rms', gated: true };

/** Gemma 1: Llama but for the embedding. */
export const scaledLlamaArchitecture: Architecture = {
  ...llamaArchitecture,
  embedding: { positions: false, types: false, scaled: true, norm: false },
};

export const gemmaArchitecture: Architecture = { ...scaledLlamaArchitecture, order: 'around' };

/** OLMo: Llama with norms of layers. */
export const gatedNeoxArchitecture: Architecture = { ...neoxArchitecture, gated: true };

/** OLMo 2: Llama with norms of what is added. */
export const olmo2Architecture: Architecture = { ...llamaArchitecture, order: 'after' };

export const bertArchitecture: Architecture = {
  norm: 'layer',
  order: 'post',
  causal: false,
  gated: false,
  head: 'transform',
  masked: true,
  embedding: { positions: true, types: true, scaled: false, norm: true },
};

/** DistilBERT: BERT without types of tokens. */
export const distilBertArchitecture: Architecture = {
  ...bertArchitecture,
  embedding: { positions: true, types: false, scaled: false, norm: true },
};

/** A vision transformer: patches for tokens, classes for words. */
export const vitArchitecture: Architecture = { ...gpt2Architecture, causal: false };

/** BLOOM: no positions but what scores grow by, and a norm after the embedding. */
export const bloomArchitecture: Architecture = {
  ...neoxArchitecture,
  embedding: { positions: false, types: false, scaled: false, norm: true },
};

/** The encoder of T5. */
export const t5Architecture: Architecture = { ...neoxArchitecture, norm: 'rms', causal: false };

export function specOf(architecture: Architecture, config: Canonical, layout: Layout): Spec {
  const { causal, head, embedding } = architecture;
  const { width, vocabulary, positions, epsilon, bias } = config;
  const norm: Norm = { kind: architecture.norm, epsilon };
  return {
    width,
    vocabulary,
    maxLength: positions,
    causal,
    image: config.image,
    inputScale: embedding.scaled ? Math.sqrt(width) : 1,
    inputNorm: embedding.norm ? norm : undefined,
    inputWidth: config.projectsSum ? config.tokenWidth : width,
    blocks: blocksOf(architecture, config, layout),
    head: {
      kind: config.plainHead ? 'plain' : head,
      norm,
      activation: config.headActivation,
      layout,
      bias: bias.head,
      width: config.tokenWidth,
      softcap: config.logitCap,
    },
  };
}

/** Layers that compute the same share their spec: a config may say 27,000. */
function blocksOf(architecture: Architecture, config: Canonical, layout: Layout): BlockSpec[] {
  const made = new Map<string, BlockSpec>();
  return Array.from({ length: config.layers }, (_, layer) => {
    const [window, turns] = [config.window(layer), config.turns(layer)];
    const key = `${window} ${turns}`;
    const block = made.get(key) ?? blockOf(architecture, config, layout, window, turns);
    made.set(key, block);
    return block;
  });
}

function blockOf(
  { norm: kind, order, causal, gated }: Architecture,
  config: Canonical,
  layout: Layout,
  window: number | undefined,
  turns: boolean,
): BlockSpec {
  const { width, heads, kvHeads, headWidth, epsilon, bias, queryNorms: over } = config;
  const norm: Norm = { kind, epsilon };
  const rotary = (window === undefined ? undefined : config.windowRotary) ?? config.rotary;
  return {
    width,
    order: config.order ?? order,
    norm,
    causal,
    attention: {
      heads,
      kvHeads,
      headWidth,
      scale: config.attentionScale,
      softcap: config.scoreCap,
      window,
      clip: config.clip,
      norm: over && { ...norm, over },
      rotary: turns ? rotary : undefined,
      distances: config.distances,
      slopes: config.slopes,
      bias: { qkv: bias.qkv, out: bias.out },
    },
    mlp: {
      width: config.mlpWidth,
      activation: config.activation,
      gated: config.gated ?? gated,
      bias: bias.mlp,
    },
    layout,
  };
}
