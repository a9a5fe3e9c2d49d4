// Rotary positions, as a config describes them: how fast each pair of a head's numbers turns.
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { inconsistent, objectOf, positiveOf, wrong } from './config.ts';

/** How many of a head's numbers turn: a share of dh where the config says one. */
export function rotaryWidthOf(config: JsonObject, headWidth: number, fallback: number): number {
  const said = { ...config, ...objectOf(config.rope_parameters) };
  const keys = ['partial_rotary_factor', 'rotary_pct'];
  const share = positiveOf(said, keys, fallback);
  if (share > 1) throw wrong(keys.find((key) => key in said)!, share, 'a number from 0 to 1');
  return Math.floor(headWidth * share);
}

/**
 * Inverse frequencies of rotary positions, [width / 2]; both spellings of transformers 4 and 5.
 * Scaling: none, linear, and Llama 3's (transformers, modeling_rope_utils.py).
 */
export function rotaryFrequencies(config: JsonObject, width: number, fallback: number): number[] {
  if (width < 2 || width % 2 !== 0) {
    throw inconsistent(
      `config.json: rotary positions turn ${width} numbers of a head; allowed: an even number from 2 on`,
    );
  }
  const parameters = objectOf(config.rope_parameters);
  const where = { ...config, ...parameters };
  const base = positiveOf(where, ['rope_theta', 'rotary_emb_base'], fallback);
  const plain = Array.from({ length: width / 2 }, (_, i) => base ** (-(2 * i) / width));
  const scaling = parameters ?? objectOf(config.rope_scaling);
  const type = scaling?.rope_type ?? scaling?.type ?? 'default';
  if (!scaling || type === 'default') return plain;
  if (type === 'linear') return plain.map((f) => f / positiveOf(scaling, ['factor']));
  if (type === 'llama3') return plain.map((f) => llama3Frequency(f, scaling));
  throw wrong('rope_scaling.rope_type', type, '"default", "linear" or "llama3"');
}

/** Long waves are slowed by `factor`, short ones kept, those between blended. */
function llama3Frequency(frequency: number, scaling: JsonObject): number {
  const factor = positiveOf(scaling, ['factor']);
  const low = positiveOf(scaling, ['low_freq_factor']);
  const high = positiveOf(scaling, ['high_freq_factor']);
  if (high <= low) throw wrong('high_freq_factor', high, `a number above low_freq_factor, ${low}`);
  const length = positiveOf(scaling, ['original_max_position_embeddings']);
  const turns = (length * frequency) / (2 * Math.PI);
  const blend = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return frequency * (blend + (1 - blend) / factor);
}
