// Normalisers as the Rust library `tokenizers` runs them. The JavaScript library differs in final
// sigmas, "$&" in replacements, rare ideographs, white space and precompiled maps; of it only the
// regular expressions are used here.
import { ReplaceNormalizer } from '@huggingface/tokenizers';
import type { JsonObject } from '../../checkpoint/checkpoint.ts';
import { EngineError } from '../../core/error.ts';
import { checkGrowth } from './growth.ts';
import { makePrecompiled } from './precompiled.ts';

export type Normalise = (text: string) => string;

/** Undefined when there is nothing to do. Throws EngineError('file-unsafe') when a text explodes. */
export function makeNormaliser(
  chain: readonly JsonObject[],
  fileName: string,
): Normalise | undefined {
  if (chain.length === 0) return undefined;
  const steps = chain.map((config) => stepOf(config, fileName));
  return (text) => {
    const check = (length: number) => checkGrowth(fileName, 'normalizer', text.length, length);
    return steps.reduce((normal, step) => {
      const next = step(normal, check);
      check(next.length);
      return next;
    }, text);
  };
}

/**
 * Whether a text that begins with that letter still begins where it did once it is normalised: what
 * a step takes away at the start moves it, but a precompiled map keeps its place.
 */
export function startKeeper(
  chain: readonly JsonObject[],
  fileName: string,
): (letter: string) => boolean {
  const steps = chain.map((config) => ({
    keeps: config.type === 'Precompiled',
    step: stepOf({ ...config, strip_right: false }, fileName), // a text goes on after its first letter
  }));
  return (letter) => {
    let left = letter;
    for (const { keeps, step } of steps) {
      left = step(left, () => undefined);
      if (left === '') return keeps;
    }
    return true;
  };
}

/** `check` throws when a text of that length is too long; a step calls it before it builds one. */
type Step = (text: string, check: (length: number) => void) => string;

function stepOf(config: JsonObject, fileName: string): Step {
  const { type } = config;
  if (type === 'BertNormalizer') return bert(config);
  if (type === 'Replace') return replace(config, fileName);
  if (type === 'Strip') return strip(config);
  if (type === 'Lowercase') return lowercase;
  if (type === 'StripAccents') return (text) => text.replace(/\p{M}/gu, '');
  if (type === 'Prepend') return (text) => (text === '' ? '' : String(config.prepend) + text);
  if (type === 'Precompiled') return makePrecompiled(config.precompiled_charsmap);
  return (text) => text.normalize(String(type)); // NFC, NFD, NFKC, NFKD
}

type ReplaceConfig = ConstructorParameters<typeof ReplaceNormalizer>[0];

/** Letter by letter: a sigma at the end of a word stays a sigma. */
const lowercase: Step = (text) => Array.from(text, (char) => char.toLowerCase()).join('');

function strip({ strip_left, strip_right }: JsonObject): Step {
  return (text) => {
    const left = strip_left === true ? text.replace(/^\p{White_Space}+/u, '') : text;
    return strip_right === true ? left.replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '') : left;
  };
}

function replace(config: JsonObject, fileName: string): Step {
  const { pattern } = new ReplaceNormalizer(config as unknown as ReplaceConfig);
  if (pattern && ''.match(pattern)) {
    // The Rust library then does other things in the middle of a text than at its ends.
    const message = `${fileName}: "normalizer" replaces the empty text`;
    throw new EngineError('file-format', message, { hint: 'Let its pattern find a letter.' });
  }
  const content = String(config.content ?? '');
  return (text, check) => {
    if (pattern === null) return text;
    const parts: string[] = [];
    let from = 0;
    let length = text.length;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      length += content.length - found.length;
      check(length);
      parts.push(text.slice(from, index), content);
      from = index + found.length;
    }
    return parts.join('') + text.slice(from);
  };
}

const DROPPED = /[\0\uFFFD]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
const IDEOGRAPH =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;

function bert({ clean_text, handle_chinese_chars, strip_accents, lowercase: lower }: JsonObject) {
  const accents = strip_accents ?? lower ?? true;
  return (text: string, check: (length: number) => void) => {
    let normal = text;
    if (clean_text !== false) {
      normal = normal.replace(DROPPED, '').replace(/\p{White_Space}/gu, ' ');
    }
    if (handle_chinese_chars !== false) normal = normal.replace(IDEOGRAPH, ' $& ');
    if (accents === true) normal = normal.normalize('NFD').replace(/\p{Mn}/gu, '');
    return lower === false ? normal : lowercase(normal, check);
  };
}
