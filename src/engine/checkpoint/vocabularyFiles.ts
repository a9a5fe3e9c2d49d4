// Tokenizers as they were kept before tokenizer.json: vocab.json and merges.txt, or vocab.txt, with their
// settings in tokenizer_config.json. Which class reads them decides on the ids, so only classes that we
// know are made; what comes out has the form of a tokenizer.json. Rules: transformers 5.24, whose ids
// for many such folders are in test/fixture/tokenizers/vocabularies.json.
import { EngineError } from '../core/error.ts';
import { type AddedToken, addedTokens, specialTokens } from './addedTokens.ts';
import type { Json, JsonObject } from './checkpoint.ts';
import { specialsAround } from './specialsAround.ts';
import type { TokenizerParts } from './tokenizerParts.ts';
import { quoted } from './words.ts';

type ByteLevelClass = {
  /** As tokenizer_config.json names it, "Fast" left out. */
  readonly name: string;
  readonly modelType: string;
  readonly normalizer: Json;
  readonly preTokenizer: (addPrefixSpace: boolean) => JsonObject;
  readonly specials: Readonly<Record<string, string>>;
};

const END = '<|endoftext|>';
const byteLevel = (addPrefixSpace: boolean, useRegex: boolean): JsonObject => {
  return { type: 'ByteLevel', add_prefix_space: addPrefixSpace, use_regex: useRegex };
};
const QWEN2_WORDS =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

const byteLevelClasses: readonly ByteLevelClass[] = [
  {
    name: 'GPT2Tokenizer',
    modelType: 'gpt2',
    normalizer: null,
    preTokenizer: (addPrefixSpace) => byteLevel(addPrefixSpace, true),
    specials: { bos_token: END, eos_token: END, unk_token: END },
  },
  {
    name: 'GPTNeoXTokenizer',
    modelType: 'gpt_neox',
    normalizer: { type: 'NFC' },
    preTokenizer: (addPrefixSpace) => byteLevel(addPrefixSpace, true),
    specials: { bos_token: END, eos_token: END, unk_token: END, pad_token: '<|padding|>' },
  },
  {
    name: 'Qwen2Tokenizer',
    modelType: 'qwen2',
    normalizer: { type: 'NFC' },
    preTokenizer: (addPrefixSpace) => ({
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: QWEN2_WORDS }, behavior: 'Isolated', invert: false },
        byteLevel(addPrefixSpace, false),
      ],
    }),
    specials: { eos_token: END, unk_token: END, pad_token: END },
  },
];

/** vocab.json and merges.txt: byte-level BPE. `config` is the model's. */
export async function byteLevelTokenizer(
  parts: TokenizerParts,
  config: JsonObject | undefined,
): Promise<JsonObject> {
  const settings = (await parts.json('tokenizer_config.json')) ?? {};
  const named = classOf(parts, settings, config, byteLevelClasses);
  const vocab = (await parts.json('vocab.json'))!;
  const merges = mergesOf(await parts.text('merges.txt'), `${parts.folder}/merges.txt`);
  const special = await specialTokens(parts, settings, named.specials);
  const addsStart = flag(parts, settings, 'add_bos_token');
  const start = special.find(({ role }) => role === 'bos_token');
  const added = await addedTokens(parts, settings, vocab, special);
  return {
    added_tokens: added,
    normalizer: named.normalizer,
    pre_tokenizer: named.preTokenizer(flag(parts, settings, 'add_prefix_space')),
    post_processor: addsStart && start ? template([start.content, undefined], added) : null,
    model: { type: 'BPE', vocab, merges, continuing_subword_prefix: '', end_of_word_suffix: '' },
  };
}

const bertClass = {
  name: 'BertTokenizer',
  modelType: 'bert',
  specials: {
    unk_token: '[UNK]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    mask_token: '[MASK]',
  },
} as const;

/** vocab.txt: BERT's WordPiece, a token a line. `config` is the model's. */
export async function bertTokenizer(
  parts: TokenizerParts,
  config: JsonObject | undefined,
): Promise<JsonObject> {
  const settings = (await parts.json('tokenizer_config.json')) ?? {};
  const named = classOf(parts, settings, config, [bertClass]);
  const lines = (await parts.text('vocab.txt')).split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop(); // after the last line break
  const vocab: JsonObject = Object.fromEntries(lines.map((token, id) => [token, id]));
  const special = await specialTokens(parts, settings, named.specials);
  const added = await addedTokens(parts, settings, vocab, special);
  const contentOf = (role: string) => special.find((token) => token.role === role)?.content;
  return {
    added_tokens: added,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: flag(parts, settings, 'tokenize_chinese_chars', true),
      strip_accents: settings.strip_accents ?? null,
      lowercase: flag(parts, settings, 'do_lower_case', true),
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: template([contentOf('cls_token'), undefined, contentOf('sep_token')], added),
    model: {
      type: 'WordPiece',
      vocab,
      unk_token: contentOf('unk_token') ?? '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
    },
  };
}

/** The tokenizer's class that the settings or the model's config name, "Fast" left out. */
export function classNamed(
  settings: JsonObject,
  config: JsonObject | undefined,
): string | undefined {
  const name = settings.tokenizer_class ?? config?.tokenizer_class;
  return typeof name === 'string' ? name.replace(/Fast$/, '') : undefined;
}

/** The class that reads these files: by its name, else by the model's type. */
function classOf<C extends { readonly name: string; readonly modelType: string }>(
  { folder }: TokenizerParts,
  settings: JsonObject,
  config: JsonObject | undefined,
  known: readonly C[],
): C {
  const asked = classNamed(settings, config);
  const found =
    asked !== undefined
      ? known.find(({ name }) => name === asked)
      : known.find(({ modelType }) => modelType === config?.model_type);
  if (found && settings.split_special_tokens !== true && settings.add_eos_token !== true)
    return found;
  const said = found
    ? 'split_special_tokens or add_eos_token'
    : `${asked !== undefined ? 'class' : 'model type'} ${quoted(String(asked ?? config?.model_type))}`;
  const names = known.map(({ name }) => name).join(', ');
  throw new EngineError(
    'task-model',
    `${folder} has no tokenizer.json, and vocabulary files for ${said}; made from such files: ${names}`,
    { hint: 'In Python: AutoTokenizer.from_pretrained(folder).save_pretrained(folder) writes it.' },
  );
}

/** Lines of two symbols; a first line may name the version. */
function mergesOf(text: string, path: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.filter((line, i) => {
    if (line === '' || line.startsWith('#version')) return false;
    if (line.split(' ').length === 2) return true;
    const message = `${path} has ${quoted(line)} in line ${i + 1}, not two symbols`;
    throw new EngineError('file-format', message);
  });
}

/** Special tokens by their texts. */
function template(
  pieces: readonly (string | undefined)[],
  added: readonly AddedToken[],
): JsonObject {
  const special = (content: string) => added.find((token) => token.content === content)!;
  return specialsAround(pieces.map((piece) => (piece === undefined ? 'text' : special(piece))));
}

function flag({ folder }: TokenizerParts, settings: JsonObject, key: string, fallback = false) {
  const value = settings[key] ?? fallback;
  if (typeof value === 'boolean') return value;
  const found = `${JSON.stringify(value)?.slice(0, 80)}, true or false are allowed`;
  throw new EngineError('file-format', `${folder}/tokenizer_config.json: "${key}" is ${found}`);
}
