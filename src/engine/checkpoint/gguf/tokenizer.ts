// The tokenizer that a GGUF file holds in its metadata, in the form of a tokenizer.json: byte-level BPE, cut
// as its pre-tokenizer's name says ("gpt2"), or SentencePiece, merged by scores ("llama"). Its ids are those of
// llama.cpp where that reads control tokens in texts (parse_special), as a tokenizer.json has them read:
// test/checkpoint/ggufTokenizer.test.ts.
import { EngineError } from '../../core/error.ts';
import type { JsonObject } from '../checkpoint.ts';
import { type Special, specialsAround } from '../specialsAround.ts';
import { grouped, quoted } from '../words.ts';
import type { Metadata } from './metadata.ts';
import { type PreTokenizer, preTokenizers } from './preTokenizers.ts';
import { type TokenizerKeys, tokenizerKeys } from './tokenizerKeys.ts';

/** Makes the file's tokenizer; undefined where the file says that it holds none. */
export function tokenizerOf(metadata: Metadata, file: string): (() => JsonObject) | undefined {
  const model = metadata.get('tokenizer.ggml.model');
  if (model === undefined || model === 'none' || model === 'no_vocab') return undefined;
  return () => ggufTokenizer(tokenizerKeys(metadata, file));
}

/** Throws EngineError naming file and key: 'file-format' for what is wrong, 'task-model' for what is not read. */
function ggufTokenizer(keys: TokenizerKeys): JsonObject {
  const model = keys.text('model')!;
  if (model === 'gpt2') return byteLevel(keys);
  if (model === 'llama') return sentencePiece(keys);
  const found = `"tokenizer.ggml.model" is ${quoted(model)}`;
  throw new EngineError('task-model', `${keys.file}: ${found}; read are gpt2 and llama`, {
    hint: OTHERWISE,
  });
}

const OTHERWISE =
  'Use the model in the Hugging Face format, with the tokenizer.json that stands beside it there.';

/** By the numbers of llama.cpp's llama_token_type: how a token is read in texts. */
const TYPES = { unknown: 2, control: 3, userDefined: 4, last: 6 };

function byteLevel(keys: TokenizerKeys): JsonObject {
  const { patterns, ignoreMerges, addBos } = preTokenizer(keys);
  const tokens = readTokens(keys);
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const split = (pattern: PreTokenizer['patterns'][number]): JsonObject => {
    const [Regex, behavior] =
      typeof pattern === 'string'
        ? [pattern, 'Isolated']
        : [pattern.joinsBefore, 'MergedWithPrevious'];
    return { type: 'Split', pattern: { Regex }, behavior, invert: false };
  };
  const byteLetters = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };
  return {
    added_tokens: readAdded(keys, tokens),
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [...patterns.map(split), byteLetters] },
    post_processor: around(keys, tokens, { addBos: addBos === true }),
    model: {
      type: 'BPE',
      vocab,
      merges: readMerges(keys, new Set(tokens)),
      ignore_merges: ignoreMerges === true,
    },
  };
}

/** A wrong one gives ids that look right, so none is taken where the file does not say it. */
function preTokenizer({ file, text }: TokenizerKeys): PreTokenizer {
  const name = text('pre');
  const found = preTokenizers.get(name ?? '');
  if (found) return found;
  const key = `${file}: "tokenizer.ggml.pre"`;
  if (name === undefined) {
    throw new EngineError(
      'task-model',
      `${key} is missing: how text is cut before BPE is not known`,
      {
        hint: 'Convert the model again: llama.cpp writes it since May 2024.',
      },
    );
  }
  const known = [...preTokenizers.keys()].join(', ');
  const message = `${key} is ${quoted(name)}, which is not known; known are ${known}`;
  throw new EngineError('task-model', message, { hint: OTHERWISE });
}

function sentencePiece(keys: TokenizerKeys): JsonObject {
  const tokens = readTokens(keys);
  const scores = keys.numbers('scores', tokens.length);
  if (!scores) return keys.refuse('scores', 'is missing, and SentencePiece merges by it');
  const wrong = scores.findIndex((score) => !Number.isFinite(score));
  if (wrong >= 0) keys.refuse('scores', `has ${scores[wrong]} at ${grouped(wrong)}`);
  const mark = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
  const prefix = { type: 'Prepend', prepend: ' ' };
  const prefixed = keys.flag('add_space_prefix') ?? true;
  return {
    added_tokens: readAdded(keys, tokens),
    normalizer: { type: 'Sequence', normalizers: prefixed ? [prefix, mark] : [mark] },
    pre_tokenizer: null,
    post_processor: around(keys, tokens, { bos: 1, eos: 2, addBos: true }),
    model: { type: 'ScoredBPE', vocab: tokens.map((token, id) => [token, scores[id]]) },
  };
}

/** Each another. An empty one has the name that llama.cpp gives it. */
function readTokens({ texts, refuse }: TokenizerKeys): readonly string[] {
  const list = texts('tokens') ?? refuse('tokens', 'is missing');
  if (list.length === 0) refuse('tokens', 'is empty');
  const tokens = list.map((token, id) => token || `[EMPTY_${id}]`);
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries()) {
    const other = ids.get(token);
    if (other !== undefined) {
      refuse('tokens', `has ${quoted(token)} twice, at ${grouped(other)} and ${grouped(id)}`);
    }
    ids.set(token, id);
  }
  return tokens;
}

/**
 * Those that stand in a text for themselves, whatever is around them: by their types alone. llama.cpp also takes
 * tokens for control tokens by their looks ("<|im_end|>"), and where two overlap the longer before the first.
 */
function readAdded(keys: TokenizerKeys, tokens: readonly string[]): readonly JsonObject[] {
  const types = keys.numbers('token_type', tokens.length) ?? [];
  const wrong = types.findIndex((type) => !Number.isInteger(type) || type < 0 || type > TYPES.last);
  if (wrong >= 0) {
    const found = `has ${types[wrong]} at ${grouped(wrong)}`;
    keys.refuse('token_type', `${found}, and 0 to ${TYPES.last} are allowed`);
  }
  return tokens.flatMap((content, id): JsonObject[] => {
    const type = types[id] ?? 0;
    if (type < TYPES.unknown || type > TYPES.userDefined) return [];
    return [{ id, content, normalized: false, special: type !== TYPES.userDefined }];
  });
}

/** Of equal ones the first counts. */
function readMerges(
  { texts, refuse }: TokenizerKeys,
  known: ReadonlySet<string>,
): readonly string[] {
  const merges = [...new Set(texts('merges') ?? refuse('merges', 'is missing'))];
  for (const merge of merges) {
    const [left, right, ...more] = merge.split(' ');
    if (!left || !right || more.length > 0)
      refuse('merges', `has ${quoted(merge)}, not two tokens`);
    const unknown = [left, right, left + right].find((token) => !known.has(token));
    if (unknown === undefined) continue;
    refuse('merges', `has ${quoted(merge)}, and ${quoted(unknown)} is not among the tokens`);
  }
  return merges;
}

/** What ids a file has that does not say them. */
type Defaults = { readonly bos?: number; readonly eos?: number; readonly addBos: boolean };

/** BOS and EOS, where the file asks for them; BOS also where its kind does and the file says nothing. */
function around(keys: TokenizerKeys, tokens: readonly string[], defaults: Defaults): JsonObject {
  const read = (key: string, fallback?: number) => keys.id(key, tokens.length) ?? fallback;
  const bos = read('bos_token_id', defaults.bos);
  const eos = read('eos_token_id', defaults.eos);
  const special = (key: string, id: number | undefined): Special => {
    if (id === undefined || id >= tokens.length) {
      return keys.refuse(key, 'is missing, and every text has it');
    }
    return { id, content: tokens[id] };
  };
  const before = keys.flag('add_bos_token') ?? defaults.addBos;
  const after = keys.flag('add_eos_token') ?? false;
  return specialsAround([
    ...(before ? [special('bos_token_id', bos)] : []),
    'text',
    ...(after ? [special('eos_token_id', eos)] : []),
  ]);
}
