// The tensors of a base model with an adapter's updates in their places. Names: PEFT's are the model's own behind
// "base_model.model."; a base model is stored with a root or without (family/names.ts), so the two may differ by it.
import { EngineError } from '../../core/error.ts';
import type { JsonObject } from '../checkpoint.ts';
import type { StoredTensor } from '../container.ts';
import { quoted, several, shapeText } from '../words.ts';
import { asBefore } from './before.ts';
import { liesTurned } from './layout.ts';
import { withLowRank } from './lowRank.ts';
import type { AdapterSettings } from './settings.ts';

type Tensors = ReadonlyMap<string, StoredTensor>;

export type Merged = {
  readonly tensors: Tensors;
  /** The base's config, of as many tokens as there are now. */
  readonly config: JsonObject | undefined;
  /** "LoRA, rank 4, 12 weights". */
  readonly words: string;
  /** Where config and base disagree. */
  readonly notes: readonly string[];
};

/** What changes one module's weight. */
type Update = { a?: StoredTensor; b?: StoredTensor; readonly isEmbedding: boolean };

type Parsed = {
  readonly updates: ReadonlyMap<string, Update>;
  /** Tensors that take the base's place, by the model's names. */
  readonly wholes: Tensors;
};

const BEFORE = /^base_model\.(?:model\.)?/;
const LINEAR = /^(.*)\.lora_([AB])(?:\.[\w-]+)?\.weight$/;
const EMBEDDING = /^(.*)\.lora_embedding_([AB])(?:\.[\w-]+)?$/;
const WRAPPED = /\.(?:modules_to_save\.[\w-]+|base_layer)(?=\.(?:weight|bias)$)/;
const OTHER = /(?:^|\.)(?:lora_\w+|ia3_\w+|hada_\w+|lokr_\w+|oft_\w+|vera_\w+|prompt_\w+)(?:\.|$)/;

/** `file`: adapter_config.json. Throws EngineError naming the tensor that does not fit. */
export function merged(
  file: string,
  settings: AdapterSettings,
  base: Tensors,
  adapter: Tensors,
  config: JsonObject | undefined,
): Merged {
  const { updates, wholes } = parsed(adapter, file);
  const rooted = rootIn(base, [...[...updates.keys()].map((m) => `${m}.weight`), ...wholes.keys()]);
  const tensors = new Map(base);
  for (const [name, tensor] of wholes) {
    const at = rooted(name);
    tensors.set(at, { ...tensor, name: at });
  }
  const ranks = new Set<number>();
  const embeddings = new Set<string>();
  const layouts = new Set<boolean>();
  for (const [module, { a, b, isEmbedding }] of updates) {
    const name = rooted(`${module}.weight`);
    const of = tensors.get(name);
    if (!of) throw strange(file, `${module}.weight`, 'is not in the base model');
    const isTurned = isEmbedding || liesTurned(base, of, a!.shape[1], b!.shape[0]);
    checkFits(file, of, a!.shape[1], b!.shape[0], isTurned);
    const rank = rankOf(file, module, a!, settings);
    const scale = settings.scale(module, rank);
    ranks.add(rank);
    if (isEmbedding) embeddings.add(name);
    else layouts.add(isTurned);
    tensors.set(name, withLowRank(of, { a: a!, b: b!, rank, scale, isTurned }));
  }
  const tables = tablesBefore(base, tensors, embeddings, config);
  if (settings.tiesAgain && tables.length > 0 && config?.tie_word_embeddings !== false) {
    const [{ name }] = tables;
    throw strange(file, name, 'may be changed and tied again, which is not computed');
  }
  const rank = [...ranks].sort((x, y) => x - y).join(', ');
  const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  const whole = wholes.size === 0 ? '' : `, ${counted(wholes.size, 'tensor')} of its own`;
  return {
    tensors: new Map([...tensors, ...tables.map((table) => [table.name, table] as const)]),
    config: resized(base, tensors, config),
    words: `LoRA, rank ${rank || 'none'}, ${counted(updates.size, 'weight')}${whole}`,
    notes: layoutNotes(layouts, settings),
  };
}

function parsed(adapter: Tensors, file: string): Parsed {
  const updates = new Map<string, Update>();
  const wholes = new Map<string, StoredTensor>();
  for (const [stored, tensor] of adapter) {
    const name = stored.replace(BEFORE, '');
    if (name.includes('.original_module.')) continue; // the base's own, beside what was trained
    const isEmbedding = EMBEDDING.test(name);
    const [, module, side] = (isEmbedding ? EMBEDDING : LINEAR).exec(name) ?? [];
    if (module === undefined) {
      if (OTHER.test(name)) throw strange(file, stored, 'is not of plain LoRA');
      wholes.set(name.replace(WRAPPED, ''), tensor);
      continue;
    }
    const update = updates.get(module) ?? { isEmbedding };
    const key = side === 'A' ? 'a' : 'b';
    if (update[key]) throw strange(file, stored, `is one of two for ${quoted(module)}`);
    update[key] = tensor;
    updates.set(module, update);
  }
  for (const [module, { a, b }] of updates) {
    const [rank] = a?.shape ?? [];
    if (a && b && a.shape.length === 2 && b.shape.length === 2 && rank === b.shape[1] && rank > 0)
      continue;
    const shapes = [a, b].map((one) => (one ? shapeText(one.shape) : 'missing')).join(' and ');
    throw strange(file, module, `has A and B of shapes ${shapes}; allowed: [r, in] and [out, r]`);
  }
  return { updates, wholes };
}

/** From the model's name to the base's: a root may be before the one or the other. */
function rootIn(base: Tensors, names: readonly string[]): (name: string) => string {
  if (names.some((name) => base.has(name))) return (name) => name;
  for (const name of names) {
    const longer = [...base.keys()].find((one) => one.endsWith(`.${name}`));
    if (longer) return (other) => longer.slice(0, -name.length) + other;
    const root = /^[^.]+\./.exec(name)?.[0] ?? '';
    if (base.has(name.slice(root.length))) {
      return (other) => (other.startsWith(root) ? other.slice(root.length) : other);
    }
  }
  return (name) => name;
}

function checkFits(
  file: string,
  { name, shape }: StoredTensor,
  inner: number,
  outer: number,
  isTurned: boolean,
): void {
  const asked = isTurned ? [inner, outer] : [outer, inner];
  if (shape.join() === asked.join()) return;
  const found = `of shape ${shapeText(shape)} does not fit its update of ${outer} from ${inner}`;
  throw strange(file, name, found);
}

/** What an update is divided by: where config and tensors are of two ranks, neither scale is sure to be right. */
function rankOf(file: string, module: string, a: StoredTensor, { ranks }: AdapterSettings): number {
  const [rank] = a.shape;
  const allowed = ranks(module);
  if (allowed.includes(rank)) return rank;
  const found = `has an update of rank ${rank}; by "r" and "rank_pattern": ${allowed.join(' or ')}`;
  throw strange(file, module, found);
}

function layoutNotes(layouts: ReadonlySet<boolean>, { saysTurned }: AdapterSettings): string[] {
  if (saysTurned === undefined || !layouts.has(!saysTurned)) return [];
  const lie = saysTurned ? '[out, in]' : '[in, out]';
  return [
    `adapter_config.json has "fan_in_fan_out": ${saysTurned}, and weights of the base lie ${lie}: the base decides, as it does in PEFT.`,
  ];
}

/** The tables that a head may be tied to, as they were. */
function tablesBefore(
  base: Tensors,
  tensors: Tensors,
  embeddings: ReadonlySet<string>,
  config: JsonObject | undefined,
): StoredTensor[] {
  const { vocab_size: rows } = config ?? {};
  return [...base.values()]
    .filter(({ name, shape }) => {
      const isChanged = tensors.get(name) !== base.get(name);
      const isTable = shape.length === 2 && (rows === undefined || shape[0] === rows);
      return isChanged && (embeddings.has(name) || isTable);
    })
    .map((table) => ({ ...table, name: asBefore(table.name) }));
}

/** Tokens that were added to the base. */
function resized(base: Tensors, tensors: Tensors, config: JsonObject | undefined) {
  const changed = [...base].find(([name, { shape }]) => {
    const [rows] = tensors.get(name)?.shape ?? [];
    return shape.length === 2 && shape[0] === config?.vocab_size && rows !== shape[0];
  });
  return changed && config ? { ...config, vocab_size: tensors.get(changed[0])!.shape[0] } : config;
}

function strange(file: string, name: string, found: string): EngineError {
  return new EngineError('model-inconsistent', `${file}: ${several([name])} ${found}`, {
    hint: 'Check that the adapter belongs to this base model, or merge it with merge_and_unload() of PEFT.',
  });
}
