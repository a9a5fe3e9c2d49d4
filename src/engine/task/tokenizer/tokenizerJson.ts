// What a tokenizer.json may hold. The library runs what this file lets through, so every component
// must be on a list, and everything that sizes memory or time has a limit.
import type { Json, JsonObject } from '../../checkpoint/checkpoint.ts';
import { isJsonObject, kindOf } from '../../checkpoint/json.ts';
import { grouped, quoted } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';

/** The largest vocabulary in use has 901,629 tokens (XLM-V); a million take some 10 s. Ids index arrays. */
const MAX_TOKENS = 1 << 20;
/** The most in use are Gemma 3's 6,415; 300,000 take 400 MB. */
const MAX_ADDED = 100_000;
/** The longest pattern in use has about 400 characters; a pattern may take exponential time. */
const MAX_PATTERN = 4000;
const MAX_NESTING = 8;
/** Chains in use have 5 members, those of inner chains counted; every one goes over every text. */
const MAX_MEMBERS = 64;
/** What is put into texts or replaces a part of them is a word at most. */
const MAX_CONTENT = 1000;
/** SentencePiece's largest precompiled map has 330,000 characters. */
const MAX_CHARSMAP = 1 << 22;
const BEHAVIORS = ['Contiguous', 'Isolated', 'MergedWithNext', 'MergedWithPrevious', 'Removed'];

const KNOWN = {
  normalizer: [
    'BertNormalizer',
    'Lowercase',
    'NFC',
    'NFD',
    'NFKC',
    'NFKD',
    'Precompiled',
    'Prepend',
    'Replace',
    'Sequence',
    'Strip',
    'StripAccents',
  ],
  pre_tokenizer: [
    'BertPreTokenizer',
    'ByteLevel',
    'Digits',
    'Metaspace',
    'Punctuation',
    'Sequence',
    'Split',
    'Whitespace',
    'WhitespaceSplit',
  ],
  post_processor: [
    'BertProcessing',
    'ByteLevel',
    'RobertaProcessing',
    'Sequence',
    'TemplateProcessing',
  ],
} as const;
const MODELS = ['BPE', 'ScoredBPE', 'Unigram', 'WordLevel', 'WordPiece'] as const;

type Role = keyof typeof KNOWN;
type ModelKind = (typeof MODELS)[number];

/** The parts of a tokenizer.json that are used, checked. */
export type TokenizerJson = {
  readonly kind: ModelKind;
  readonly model: JsonObject;
  readonly normalizer: JsonObject | null;
  readonly preTokenizer: JsonObject | null;
  readonly postProcessor: JsonObject | null;
  readonly addedTokens: readonly JsonObject[];
};

/** Throws EngineError('file-format') naming what is not understood. */
export function checkTokenizerJson(json: JsonObject, fileName: string): TokenizerJson {
  const refuse = (what: string, hint?: string): never => {
    throw new EngineError('file-format', `${fileName}: ${what}`, { hint });
  };
  const component = (role: Role) =>
    checkComponent(json[role] ?? null, { role, members: 0 }, role, 0, refuse);
  const model = json.model;
  if (!isJsonObject(model)) return refuse(`"model" is ${kindOf(model)}, not an object`);
  const kind = modelKind(model, refuse);
  checkVocabulary(model, kind, refuse);
  checkAffixes(model, refuse);
  return {
    kind,
    model,
    normalizer: component('normalizer'),
    preTokenizer: component('pre_tokenizer'),
    postProcessor: component('post_processor'),
    addedTokens: checkAddedTokens(json.added_tokens ?? [], refuse),
  };
}

/** The components of a chain, flattened: a Sequence is its members. */
export function members(component: JsonObject | null): readonly JsonObject[] {
  if (component === null) return [];
  if (component.type !== 'Sequence') return [component];
  const inner = component.normalizers ?? component.pretokenizers ?? component.processors ?? [];
  return (inner as readonly JsonObject[]).flatMap(members);
}

/** How much there is to build a tokenizer of. */
export function sizeOf({ model, added_tokens }: JsonObject): number {
  const count = (json: Json | undefined) =>
    typeof json === 'object' && json !== null ? Object.keys(json).length : 0;
  const { vocab, merges } = isJsonObject(model) ? model : {};
  return count(vocab) + count(merges) + count(added_tokens);
}

type Refuse = (what: string, hint?: string) => never;
/** Of one role; `members` counts those of all levels. */
type Chain = { readonly role: Role; members: number };

function checkComponent(
  value: Json,
  chain: Chain,
  path: string,
  depth: number,
  refuse: Refuse,
): JsonObject | null {
  if (value === null) return null;
  if (!isJsonObject(value)) return refuse(`"${path}" is ${kindOf(value)}, not an object`);
  const { role } = chain;
  const type = String(value.type);
  if (!(KNOWN[role] as readonly string[]).includes(type)) {
    refuse(`"${path}" has the type ${quoted(type)}; known are ${KNOWN[role].join(', ')}`);
  }
  checkPattern(value, path, refuse);
  checkSettings(value, path, refuse);
  if (type !== 'Sequence') return value;
  if (depth === MAX_NESTING) refuse(`"${role}" nests deeper than ${MAX_NESTING} levels`);
  const inner = value.normalizers ?? value.pretokenizers ?? value.processors;
  if (!Array.isArray(inner)) return refuse(`"${path}" is a Sequence without a list`);
  chain.members += inner.length;
  if (chain.members > MAX_MEMBERS) {
    refuse(`"${role}" has ${grouped(chain.members)} members, ${MAX_MEMBERS} are allowed`);
  }
  inner.forEach((each, i) => {
    if (each === null) refuse(`"${path}" holds null at ${i}`);
    checkComponent(each, chain, `${path}[${i}]`, depth + 1, refuse);
  });
  return value;
}

function checkPattern(value: JsonObject, path: string, refuse: Refuse): void {
  if (value.type !== 'Split' && value.type !== 'Replace') return;
  const pattern = value.pattern;
  const text = isJsonObject(pattern) ? (pattern.Regex ?? pattern.String) : undefined;
  if (typeof text !== 'string') refuse(`"${path}" has no pattern of kind "String" or "Regex"`);
  else if (text.length > MAX_PATTERN) {
    refuse(
      `"${path}" has a pattern of ${grouped(text.length)} characters, ${MAX_PATTERN} are allowed`,
    );
  }
}

function checkSettings(value: JsonObject, path: string, refuse: Refuse): void {
  for (const key of ['content', 'prepend'] as const) {
    const text = value[key];
    if (typeof text !== 'string' || text.length <= MAX_CONTENT) continue;
    const allowed = `${grouped(MAX_CONTENT)} are allowed`;
    refuse(`"${path}.${key}" has ${grouped(text.length)} characters, ${allowed}`);
  }
  const map = value.precompiled_charsmap;
  if (typeof map === 'string' && map.length > MAX_CHARSMAP) {
    refuse(`"${path}.precompiled_charsmap" has ${grouped(map.length)} characters`);
  }
  const { type, replacement = '▁', behavior = 'Isolated' } = value;
  if (type === 'Metaspace' && [...String(replacement)].length !== 1) {
    refuse(`"${path}.replacement" is ${quoted(String(replacement))}, not one character`);
  }
  if ((type === 'Split' || type === 'Punctuation') && !BEHAVIORS.includes(String(behavior))) {
    const known = BEHAVIORS.join(', ');
    refuse(`"${path}.behavior" is ${quoted(String(behavior))}; known are ${known}`);
  }
}

/** Files written before 2021 do not say their model's type. */
function modelKind(model: JsonObject, refuse: Refuse): ModelKind {
  const found = MODELS.find((kind) => kind === model.type);
  if (found) return found;
  if (model.type !== undefined) {
    refuse(`the model has the type ${quoted(String(model.type))}; known are ${MODELS.join(', ')}`);
  }
  if (model.merges !== undefined) return 'BPE';
  if (model.max_input_chars_per_word !== undefined) return 'WordPiece';
  return Array.isArray(model.vocab) ? 'Unigram' : 'WordLevel';
}

function checkVocabulary(model: JsonObject, kind: ModelKind, refuse: Refuse): void {
  const vocab = model.vocab;
  const size = isJsonObject(vocab) || Array.isArray(vocab) ? Object.keys(vocab).length : 0;
  if (size === 0) refuse('the model has no vocabulary');
  if (size > MAX_TOKENS) {
    refuse(`the vocabulary has ${grouped(size)} tokens, ${grouped(MAX_TOKENS)} are allowed`);
  }
  if (kind === 'Unigram' || kind === 'ScoredBPE') {
    if (!Array.isArray(vocab) || !vocab.every(isScored)) {
      refuse(`the vocabulary of a ${kind} model is not a list of [token, score]`);
    }
    return;
  }
  if (!isJsonObject(vocab)) refuse('the vocabulary is not an object of token: id');
  for (const [token, id] of Object.entries(vocab)) {
    if (!isId(id)) refuse(`the token ${quoted(token)} has the id ${idText(id)}`, ID_HINT);
  }
  if (kind === 'BPE') checkBpe(model, refuse);
}

/** They are put to every piece of every word. */
function checkAffixes(model: JsonObject, refuse: Refuse): void {
  for (const key of ['continuing_subword_prefix', 'end_of_word_suffix']) {
    const affix = model[key];
    if (typeof affix !== 'string' || affix.length <= MAX_CONTENT) continue;
    refuse(`the model's "${key}" has ${grouped(affix.length)} characters`);
  }
}

function checkBpe(model: JsonObject, refuse: Refuse): void {
  checkMerges(model.merges, refuse);
  const { dropout, continuing_subword_prefix: prefix } = model;
  if (typeof dropout === 'number' && dropout > 0) {
    refuse(`the model's "dropout" of ${dropout} makes its ids random`, 'Set it to null.');
  }
  if (typeof prefix === 'string' && prefix !== '') {
    const what = 'which the tokenizer library does not know for BPE';
    refuse(`the model has the "continuing_subword_prefix" ${quoted(prefix)}, ${what}`);
  }
}

function checkMerges(merges: Json | undefined, refuse: Refuse): void {
  if (!Array.isArray(merges)) refuse('the BPE model has no list "merges"');
  if (merges.length > MAX_TOKENS) {
    refuse(`there are ${grouped(merges.length)} merges, ${grouped(MAX_TOKENS)} are allowed`);
  }
  const pairs = Array.isArray(merges[0]);
  const isMerge = (merge: Json) =>
    pairs
      ? Array.isArray(merge) && merge.length === 2 && merge.every((m) => typeof m === 'string')
      : typeof merge === 'string';
  const wrong = merges.findIndex((merge) => !isMerge(merge));
  if (wrong >= 0) refuse(`merge ${wrong} is neither "left right" nor ["left", "right"]`);
}

function checkAddedTokens(value: Json, refuse: Refuse): readonly JsonObject[] {
  if (!Array.isArray(value)) return refuse(`"added_tokens" is ${kindOf(value)}, not a list`);
  if (value.length > MAX_ADDED) {
    refuse(`there are ${grouped(value.length)} added tokens, ${grouped(MAX_ADDED)} are allowed`);
  }
  return value.map((token: Json, i) => {
    if (!isJsonObject(token) || typeof token.content !== 'string' || token.content === '') {
      return refuse(`added token ${i} has no "content"`);
    }
    if (!isId(token.id)) {
      refuse(`the added token ${quoted(token.content)} has the id ${idText(token.id)}`, ID_HINT);
    }
    return token;
  });
}

const ID_HINT = `An id is a whole number from 0 to ${MAX_TOKENS - 1}.`;
const isId = (id: Json | undefined) =>
  typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < MAX_TOKENS;
const isScored = (entry: Json) =>
  Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number';
const idText = (id: Json | undefined) => quoted(JSON.stringify(id) ?? 'undefined');
