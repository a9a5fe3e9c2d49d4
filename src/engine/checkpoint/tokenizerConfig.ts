// tokenizer_config.json beside a tokenizer.json: where both say something, transformers 5 follows the
// first. What that changes in the ids is applied; what cannot be applied is refused with both values.
import { EngineError } from '../core/error.ts';
import { addedTokens, specialTokens } from './addedTokens.ts';
import type { Json, JsonObject } from './checkpoint.ts';
import { isJsonObject } from './json.ts';
import type { TokenizerParts } from './tokenizerParts.ts';
import { classNamed } from './vocabularyFiles.ts';

/** tokenizer.json as transformers 5 uses it in this folder. */
export async function withTokenizerConfig(
  json: JsonObject,
  parts: TokenizerParts,
  config: JsonObject | undefined,
): Promise<JsonObject> {
  const settings = await parts.json('tokenizer_config.json');
  if (!settings) return json;
  return withAdded(withClass(json, parts, settings, config), parts, settings);
}

/** Classes that build the tokenizer anew from their own settings. */
function withClass(
  json: JsonObject,
  parts: TokenizerParts,
  settings: JsonObject,
  config: JsonObject | undefined,
): JsonObject {
  switch (classNamed(settings, config) ?? CLASSES[String(config?.model_type)]) {
    case 'BertTokenizer':
      return withBertSettings(json, settings);
    case 'GPT2Tokenizer':
      return withPrefixSpace(json, settings);
    case 'LlamaTokenizer':
      refusePrefixSpace(json, parts, settings);
      return json;
    default:
      return json;
  }
}

/** The class of a model type that names none. */
const CLASSES: Readonly<Record<string, string>> = {
  bert: 'BertTokenizer',
  gpt2: 'GPT2Tokenizer',
  llama: 'LlamaTokenizer',
};

const BERT: Readonly<Record<string, string>> = {
  do_lower_case: 'lowercase',
  strip_accents: 'strip_accents',
  tokenize_chinese_chars: 'handle_chinese_chars',
};

function withBertSettings(json: JsonObject, settings: JsonObject): JsonObject {
  const { normalizer } = json;
  if (!isJsonObject(normalizer) || normalizer.type !== 'BertNormalizer') return json;
  const said = Object.entries(BERT).flatMap(([key, to]): [string, Json][] => {
    return settings[key] === undefined ? [] : [[to, settings[key]]];
  });
  return said.length === 0
    ? json
    : { ...json, normalizer: { ...normalizer, ...Object.fromEntries(said) } };
}

function withPrefixSpace(json: JsonObject, settings: JsonObject): JsonObject {
  const { pre_tokenizer: given } = json;
  const { add_prefix_space: said } = settings;
  if (typeof said !== 'boolean' || !isJsonObject(given) || given.type !== 'ByteLevel') return json;
  return { ...json, pre_tokenizer: { ...given, add_prefix_space: said } };
}

/** Llama's own class puts a space before a text, or does not; the file says it in its own way. */
function refusePrefixSpace(json: JsonObject, { folder }: TokenizerParts, settings: JsonObject) {
  const text = JSON.stringify([json.normalizer ?? null, json.pre_tokenizer ?? null]);
  const prepends = text.includes('"Prepend"') || /"prepend_scheme":"(?:first|always)"/.test(text);
  if (settings.add_prefix_space !== false || !prepends) return;
  throw new EngineError(
    'file-format',
    `${folder}: "add_prefix_space" is false in tokenizer_config.json, but tokenizer.json puts a space before a text`,
    {
      hint: 'In Python: AutoTokenizer.from_pretrained(folder).save_pretrained(folder) writes both alike.',
    },
  );
}

/** Tokens that stand in the settings alone are added, with the ids that they get there. */
async function withAdded(
  json: JsonObject,
  parts: TokenizerParts,
  settings: JsonObject,
): Promise<JsonObject> {
  const own = Array.isArray(json.added_tokens) ? json.added_tokens.filter(isJsonObject) : [];
  const listed = new Set(own.map(({ content }) => content));
  const special = await specialTokens(parts, settings, {});
  const { added_tokens_decoder: declared } = settings;
  const contents = [
    ...special.map(({ content }) => content),
    ...Object.values(isJsonObject(declared) ? declared : {}).map(contentOf),
  ].filter((content) => !listed.has(content));
  if (contents.length === 0) return json;
  const vocab = vocabularyOf(json);
  if (contents.every((content) => typeof content === 'string' && Object.hasOwn(vocab, content))) {
    return json;
  }
  const known: { [token: string]: Json } = Object.assign(Object.create(null), vocab);
  for (const { content, id } of own) known[String(content)] = id;
  const all = await addedTokens(parts, settings, known, special);
  const missing = all.filter(({ content }) => !listed.has(content) && known[content] === undefined);
  return { ...json, added_tokens: [...own, ...missing] };
}

function contentOf(token: Json): Json {
  return isJsonObject(token) ? (token.content ?? null) : token;
}

function vocabularyOf({ model }: JsonObject): JsonObject {
  const vocab = isJsonObject(model) ? model.vocab : undefined;
  if (isJsonObject(vocab)) return vocab;
  if (!Array.isArray(vocab)) return {};
  return Object.fromEntries(
    vocab.map((piece, id) => [String(Array.isArray(piece) ? piece[0] : ''), id]),
  );
}
