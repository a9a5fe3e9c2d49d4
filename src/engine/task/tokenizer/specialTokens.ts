// What the post-processor puts around a text: <s>, [CLS] ... [SEP].
import type { Json, JsonObject } from '../../checkpoint/checkpoint.ts';
import { isJsonObject } from '../../checkpoint/json.ts';
import { grouped, quoted } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';

/** The most in use are Whisper's 4; every one is in every prompt. */
const MAX_PIECES = 64;

export type SpecialToken = { readonly id: number; readonly token: string };
export type SpecialTokens = {
  readonly before: readonly SpecialToken[];
  readonly after: readonly SpecialToken[];
};

/** Of the processors of a chain, each around what those before it made. */
export function readSpecialTokens(
  chain: readonly JsonObject[],
  vocabulary: (token: string) => number | undefined,
  fileName: string,
): SpecialTokens {
  const refuse = (what: string): never => {
    throw new EngineError('file-format', `${fileName}: "post_processor" ${what}`);
  };
  const known = ({ id, token }: SpecialToken) => {
    const found = vocabulary(token);
    if (found === undefined) refuse(`adds ${quoted(token)}, which has no id`);
    if (found !== id) refuse(`gives ${quoted(token)} the id ${id}, the vocabulary ${found}`);
  };
  let around: SpecialTokens = { before: [], after: [] };
  for (const config of chain) {
    const { before, after } = surrounding(config, refuse);
    around = { before: [...before, ...around.before], after: [...around.after, ...after] };
  }
  const count = around.before.length + around.after.length;
  if (count > MAX_PIECES) {
    refuse(`adds ${grouped(count)} tokens to every text, ${MAX_PIECES} are allowed`);
  }
  for (const each of [...around.before, ...around.after]) known(each);
  return around;
}

type Refuse = (what: string) => never;

function surrounding(config: JsonObject, refuse: Refuse): SpecialTokens {
  if (config.type === 'TemplateProcessing') return template(config, refuse);
  if (config.type === 'ByteLevel') return { before: [], after: [] }; // it moves offsets alone
  return { before: [pairOf(config.cls, refuse)], after: [pairOf(config.sep, refuse)] };
}

/** ["[CLS]", 101] */
function pairOf(json: Json | undefined, refuse: Refuse): SpecialToken {
  if (Array.isArray(json) && typeof json[0] === 'string' && typeof json[1] === 'number') {
    return { token: json[0], id: json[1] };
  }
  return refuse('has no "cls" and "sep" of the form ["[CLS]", 101]');
}

function template({ single, special_tokens }: JsonObject, refuse: Refuse): SpecialTokens {
  if (!Array.isArray(single)) return refuse('has no list "single"');
  if (single.length > MAX_PIECES) {
    refuse(`has ${grouped(single.length)} pieces, ${MAX_PIECES} are allowed`);
  }
  const at = single.findIndex(isText);
  if (at < 0 || single.slice(at + 1).some(isText)) refuse('does not hold the text once');
  const tokens = isJsonObject(special_tokens) ? special_tokens : {};
  const read = (piece: Json): readonly SpecialToken[] => {
    const special = isJsonObject(piece) ? piece.SpecialToken : undefined;
    const name = isJsonObject(special) ? String(special.id) : '';
    const entry = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
    const { ids, tokens: texts } = isJsonObject(entry) ? entry : {};
    if (!Array.isArray(ids) || !Array.isArray(texts) || ids.length !== texts.length) {
      return refuse(`adds ${quoted(name)}, which has no id in "special_tokens"`);
    }
    return ids.map((id, i) => ({ id: Number(id), token: String(texts[i]) }));
  };
  return { before: single.slice(0, at).flatMap(read), after: single.slice(at + 1).flatMap(read) };
}

const isText = (piece: Json) => isJsonObject(piece) && isJsonObject(piece.Sequence);
