// The architectures: from the canonical config to what is computed, block by block. What a dialect calls things
// is not known here; two dialects of one architecture compute the same.
import type { BlockSpec, HeadSpec, Layout, Norm, Spec } from '../graph/spec.ts';
import type { Canonical } from './canonical.ts';

export type Architecture = {
  readonly norm: Norm['kind'];
  readonly order: 'pre' | 'around' | 'post';
  readonly causal: boolean;
  readonly gated: boolean;
  readonly head: HeadSpec['kind'];
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

export const gemmaArchitecture: Architecture = {
  ...llamaArchitecture,
  order: 'around',
  embedding: { positions: false, types: false, scaled: true, norm: false },
};

export const bertArchitecture: Architecture = {
  norm: 'layer',
  order: 'post',
  causal: false,
  gated: false,
  head: 'transform',
  masked: true,
  embedding: { positions: true, types: true, scaled: false, norm: true },
};

export function specOf(architecture: Architecture, config: Canonical, layout: Layout): Spec {
  const { causal, head, embedding } = architecture;
  const { width, vocabulary, positions, activation, epsilon, bias } = config;
  const norm: Norm = { kind: architecture.norm, epsilon };
  return {
    width,
    vocabulary,
    maxLength: positions,
    causal,
    inputScale: embedding.scaled ? Math.sqrt(width) : 1,
    inputNorm: embedding.norm ? norm : undefined,
    blocks: blocksOf(architecture, config, layout),
    head: { kind: head, norm, activation, layout, bias: bias.head, softcap: config.logitCap },
  };
}

/** Layers that compute the same share their spec: a config may say 27,000. */
function blocksOf(architecture: Architecture, config: Canonical, layout: Layout): BlockSpec[] {
  const made = new Map<number | undefined, BlockSpec>();
  return Array.from({ length: config.layers }, (_, layer) => {
    const window = config.window(layer);
    const block = made.get(window) ?? blockOf(architecture, config, layout, window);
    made.set(window, block);
    return block;
  });
}

function blockOf(
  { norm: kind, order, causal, gated }: Architecture,
  config: Canonical,
  layout: Layout,
  window: number | undefined,
): BlockSpec {
  const { width, heads, kvHeads, headWidth, epsilon, bias } = config;
  const norm: Norm = { kind, epsilon };
  return {
    width,
    order: config.parallel ? 'parallel' : order,
    norm,
    causal,
    attention: {
      heads,
      kvHeads,
      headWidth,
      scale: config.attentionScale,
      softcap: config.scoreCap,
      window,
      norm: config.headNorms ? norm : undefined,
      rotary: (window === undefined ? undefined : config.windowRotary) ?? config.rotary,
      bias: { qkv: bias.qkv, out: bias.out },
    },
    mlp: { width: config.mlpWidth, activation: config.activation, gated, bias: bias.mlp },
    layout,
  };
}
