// Keys of config.json that ask for what no family here computes. Of the most transformers reads nothing for
// these models; but whoever writes them means another computation, so they are not passed over.
import type { Refusal } from './config.ts';

export const refusedEverywhere: readonly Refusal[] = [
  { key: 'per_layer_config', allowed: [{}] },
  { key: 'text_config', allowed: [] }, // settings of a model within another
  { key: 'attn_logit_softcapping', allowed: [] },
  { key: 'final_logit_softcapping', allowed: [] },
  { key: 'query_pre_attn_scalar', allowed: [] },
  { key: 'attention_multiplier', allowed: [] },
  { key: 'embedding_multiplier', allowed: [1] },
  { key: 'residual_multiplier', allowed: [1] },
  { key: 'logits_scaling', allowed: [1] },
  { key: 'logit_scale', allowed: [1] },
  { key: 'scale_emb', allowed: [1] },
  { key: 'scale_embedding', allowed: [false] },
  { key: 'clip_qkv', allowed: [] },
  { key: 'alibi', allowed: [false] },
  { key: 'use_qk_norm', allowed: [false] },
  { key: 'qk_layernorm', allowed: [false] },
  { key: 'attention_chunk_size', allowed: [] },
  { key: 'no_rope_layers', allowed: [[]] },
  { key: 'rope_interleaved', allowed: [false] },
  { key: 'pruned_heads', allowed: [{}] }, // a matrix without these heads has another shape
  { key: 'num_experts', allowed: [0, 1] },
  { key: 'num_local_experts', allowed: [0, 1] },
  { key: 'add_cross_attention', allowed: [false] },
];

/** A language model whose positions see later ones is none; transformers heeds this key. */
export const causalOnly: readonly Refusal[] = [
  { key: 'is_causal', allowed: [true] },
  { key: 'use_bidirectional_attention', allowed: [false] },
];
