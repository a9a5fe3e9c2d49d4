// What the metadata of a Gemma say, and what llama.cpp knows of Gemma without being told (llama-model.cpp): how the
// layers with a window alternate, their rotary base, the caps of Gemma 2, and how the largest scale their scores.
import type { Json, JsonObject } from '../checkpoint.ts';

/** A value of the architecture's own metadata. */
export type Said = (key: string) => Json | undefined;

/** The key that a config of Gemma 2 has for a pattern of windows that transformers does not read there. */
export const unreadPattern = 'attention.sliding_window_pattern';
/** Gemma 3 27B and Gemma 2 27B are known by their blocks: their scores are scaled by width / heads. */
const largest = { gemma3: 62, gemma2: 46 };

/** `common`: what is said as for Llama. */
export function gemma3Of(common: JsonObject, said: Said): JsonObject {
  return {
    ...shared(common, said, largest.gemma3),
    model_type: 'gemma3_text',
    rope_theta: said('rope.freq_base') ?? said('rope.global.freq_base') ?? 10_000,
    rope_local_base_freq: said('rope.freq_base_swa') ?? said('rope.local.freq_base') ?? 10_000,
    ...windows(common, said),
  };
}

export function gemma2Of(common: JsonObject, said: Said): JsonObject {
  const pattern = said(unreadPattern) ?? 2;
  return {
    ...shared(common, said, largest.gemma2),
    model_type: 'gemma2',
    sliding_window: said('attention.sliding_window') ?? 4096,
    attn_logit_softcapping: said('attn_logit_softcapping') ?? 50,
    final_logit_softcapping: said('final_logit_softcapping') ?? 30,
    ...(pattern === 2 ? {} : { [unreadPattern]: pattern }),
  };
}

function shared({ hidden_act: _, mlp_bias: __, ...common }: JsonObject, said: Said, most: number) {
  const each = Number(common.hidden_size) / Number(common.num_attention_heads);
  const isLargest = said('block_count') === most;
  return { ...common, query_pre_attn_scalar: isLargest ? each : (common.head_dim ?? null) };
}

/** A number: every so many layers one sees all; a list: which have a window. Without a window every layer sees all. */
function windows({ max_position_embeddings: all, ...common }: JsonObject, said: Said): JsonObject {
  const window = said('attention.sliding_window') ?? 0;
  if (window === 0) return { sliding_window: all, sliding_window_pattern: 1 };
  const pattern = said(unreadPattern) ?? 6;
  if (Array.isArray(pattern)) {
    const types = pattern.map((slides) => (slides ? 'sliding_attention' : 'full_attention'));
    return { sliding_window: window, layer_types: types };
  }
  if (pattern === false) return { sliding_window: window, sliding_window_pattern: 1 };
  const everyLayer = pattern === true || pattern === 0;
  const beyond = Number(common.num_hidden_layers) + 1;
  return { sliding_window: window, sliding_window_pattern: everyLayer ? beyond : pattern };
}
