// The added tokens of a tokenizer that is kept in vocabulary files: those of added_tokens.json and of
// added_tokens_decoder with the ids that stand there, then the special ones, which take the vocabulary's
// id or the next free one, as transformers gives them out.
import { EngineError } from '../core/error.ts';
import type { Json, JsonObject } from './checkpoint.ts';
import { isJsonObject } from './json.ts';
import type { TokenizerParts } from './tokenizerParts.ts';
import { quoted } from './words.ts';

/** As an entry of "added_tokens" in a tokenizer.json. */
export type AddedToken = JsonObject & { readonly id: number; readonly content: string };

export type SpecialToken = {
  readonly role: string;
  readonly content: string;
  readonly flags: JsonObject;
};

/** In the order in which ids are given out. */
const ROLES = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
];
const LISTS = ['additional_special_tokens', 'extra_special_tokens'];

/** `defaults` are the class's own; a setting of null means none. */
export async function specialTokens(
  parts: TokenizerParts,
  settings: JsonObject,
  defaults: Readonly<Record<string, string>>,
): Promise<readonly SpecialToken[]> {
  const map = (await parts.json('special_tokens_map.json')) ?? {};
  const found: SpecialToken[] = [];
  const add = (role: string, value: Json) => {
    if (value === null) return;
    const content = isJsonObject(value) ? value.content : value;
    if (typeof content !== 'string' || content === '') refuse(parts, `${role} is no token`);
    found.push({ role, content, flags: isJsonObject(value) ? value : {} });
  };
  for (const role of ROLES) {
    const [inSettings, inMap] = [settings[role], map[role]];
    if (inSettings !== undefined && inMap !== undefined && textOf(inSettings) !== textOf(inMap)) {
      refuse(
        parts,
        `${role} is ${textOf(inSettings)} in tokenizer_config.json and ${textOf(inMap)} in special_tokens_map.json`,
      );
    }
    add(role, inSettings ?? inMap ?? (inSettings === null ? null : (defaults[role] ?? null)));
  }
  for (const list of LISTS) {
    const values = settings[list] ?? map[list] ?? [];
    if (!Array.isArray(values)) refuse(parts, `${list} is not a list`);
    for (const value of values) add(list, value);
  }
  return found;
}

export async function addedTokens(
  parts: TokenizerParts,
  settings: JsonObject,
  vocab: JsonObject,
  special: readonly SpecialToken[],
): Promise<readonly AddedToken[]> {
  const tokens = new Map<string, AddedToken>();
  const ids = new Set<Json>(Object.values(vocab));
  let next = ids.size;
  const give = (content: string, id: number, flags: JsonObject) => {
    tokens.set(content, { ...flags, id, content });
    ids.add(id);
    while (ids.has(next)) next++;
  };
  for (const { content, id, flags } of [
    ...declared(parts, settings.added_tokens_decoder, (key, value) => {
      return {
        id: Number(key),
        content: isJsonObject(value) ? value.content : value,
        flags: value,
      };
    }),
    ...declared(parts, await parts.json('added_tokens.json'), (key, value) => {
      return { id: value, content: key, flags: { special: false, normalized: true } };
    }),
  ]) {
    const own = vocab[content] ?? tokens.get(content)?.id;
    // transformers gives another id than the file says where ids are left out.
    if (own !== undefined ? own !== id : id !== next) {
      refuse(
        parts,
        `the added token ${quoted(content)} has the id ${id}, ${own ?? next} was expected`,
      );
    }
    if (!tokens.has(content)) give(content, id, flags);
  }
  for (const { content, flags } of special) {
    if (tokens.has(content)) continue;
    const own = vocab[content];
    give(content, typeof own === 'number' ? own : next, {
      normalized: false,
      ...flags,
      special: true,
    });
  }
  return [...tokens.values()].sort((a, b) => a.id - b.id);
}

type Declared = { readonly id: number; readonly content: string; readonly flags: JsonObject };

/** Sorted by id. */
function declared(
  parts: TokenizerParts,
  from: Json | undefined,
  read: (
    key: string,
    value: Json,
  ) => { id: Json | undefined; content: Json | undefined; flags: Json },
): readonly Declared[] {
  if (from === undefined) return [];
  if (!isJsonObject(from)) refuse(parts, 'the added tokens are not an object');
  const all = Object.entries(from).map(([key, value]): Declared => {
    const { id, content, flags } = read(key, value);
    if (typeof id !== 'number' || !Number.isInteger(id) || typeof content !== 'string') {
      refuse(parts, `the added token ${quoted(key)} is not a token with an id`);
    }
    return { id, content, flags: isJsonObject(flags) ? flags : {} };
  });
  return all.sort((a, b) => a.id - b.id);
}

function textOf(value: Json): string {
  const content = isJsonObject(value) ? value.content : value;
  return typeof content === 'string' ? quoted(content) : 'no text';
}

function refuse({ folder }: TokenizerParts, found: string): never {
  throw new EngineError('file-format', `${folder}: ${found}`, {
    hint: 'In Python: AutoTokenizer.from_pretrained(folder).save_pretrained(folder) writes a tokenizer.json.',
  });
}
