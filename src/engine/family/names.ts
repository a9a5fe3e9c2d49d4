// Tensor names as a dialect writes them. Tools put names around a model's own: torch.compile, data
// parallelism, PEFT, a module that holds it. And a base model is saved without its root. Both are undone here, once
// for all dialects, and said.
import type { Checkpoint, TensorInfo } from '../checkpoint/checkpoint.ts';
import { oneLine, several } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import { type Dialect, rootOf, type Stored } from './dialect.ts';
import { Holders, outer } from './holders.ts';

/** Parts of a name that wrappers add at any depth: no dialect has them. torch.compile, DataParallel, DeepSpeed, FSDP, Opacus. */
const wrappers =
  /(?<=^|\.)(?:_orig_mod|module|_module|_forward_module|_fsdp_wrapped_module|_checkpoint_wrapped_module)\./g;

/** PEFT's tensors: the weights beside them are not those that the model computes with. */
const adapter =
  /(?:^|\.)(?:lora_[A-Za-z_]+|base_layer|modules_to_save|original_module|ia3_\w+|hada_\w+|lokr_\w+|oft_[rs]\w*|vera_lambda_\w+)(?:\.|$)/;

export type Named = Stored & {
  /** What was left out of names and put before them, a sentence each. */
  readonly notes: readonly string[];
  /** The file's name of a tensor by the dialect's; itself where there is none. */
  fileName(name: string): string;
};

/** Throws EngineError 'model-unknown' where two tensors of the file have one name in the dialect, or it holds two models. */
export function namesOf(checkpoint: Checkpoint, dialect: Dialect): Named {
  const tensors = new Map<string, TensorInfo>();
  const changes = new Changes(dialect, holderIn(checkpoint, dialect));
  for (const [stored, info] of checkpoint.tensors) {
    const name = changes.named(stored);
    const twin = tensors.get(name);
    if (twin) throw twice(checkpoint.name, twin.name, stored, name);
    tensors.set(name, info);
  }
  const fileName = (name: string) => tensors.get(name)?.name ?? name;
  const first = (name: string) => checkpoint.sharing.get(fileName(name)) ?? fileName(name);
  return {
    tensors,
    notes: changes.notes(),
    fileName,
    shares: (one, other) => first(one) === first(other),
  };
}

/**
 * Of each dialect a name by which the file's tensors tell it. Where one knows every word of its names, those that take a word
 * of them for a program's are not told: "roberta" holds no BERT.
 */
export function toldBy(
  names: readonly string[],
  dialects: readonly Dialect[],
): ReadonlyMap<Dialect, string> {
  const found = dialects.flatMap((dialect) => {
    const holders = holdersIn(names, dialect);
    const { first } = holders;
    return first === undefined ? [] : [{ dialect, first, isKnown: holders.all()[0] === '' }];
  });
  const isAnyKnown = found.some(({ isKnown }) => isKnown);
  return new Map(
    found
      .filter(({ isKnown }) => isKnown || !isAnyKnown)
      .map(({ dialect, first }) => [dialect, first]),
  );
}

/** Of the names that end as they should: a header has 250,000. */
function holdersIn(names: Iterable<string>, dialect: Dialect): Holders {
  const ending = `.${dialect.telling}`;
  const holders = new Holders(dialect);
  const changes = new Changes(dialect, '');
  for (const name of names) if (name.endsWith(ending)) holders.look(name, changes.bare(name));
  return holders;
}

function holderIn({ name, tensors }: Checkpoint, dialect: Dialect): string {
  const [holder = '', ...others] = holdersIn(tensors.keys(), dialect).all();
  if (others.length === 0) return holder;
  const words = [holder, ...others].map((one) => one.slice(0, -1));
  const message = `${name}: holds ${words.length} models of ${dialect.title}: ${several(words)}`;
  throw new EngineError('model-unknown', message, {
    hint: 'Save the tensors of one of them: nothing says which is meant.',
  });
}

/** The number of the block that a full name of the telling tensor is in. */
export function blockIn(dialect: Dialect, name: string): string | undefined {
  const [start, end] = [`${rootOf(dialect)}${dialect.blocks}.`, `.${dialect.telling}`];
  if (!name.startsWith(start) || !name.endsWith(end)) return undefined;
  const number = name.slice(start.length, -end.length);
  return /^\d+$/.test(number) ? number : undefined;
}

/** Throws where adapters lie beside the weights that they change. */
export function refuseAdapters(checkpoint: Checkpoint): void {
  const found = [...checkpoint.tensors.keys()].filter((name) => adapter.test(name));
  if (found.length === 0) return;
  const rest = found.length > 1 ? ` and ${found.length - 1} more` : '';
  const message = `${checkpoint.name}: tensor ${found[0].slice(0, 200)}${rest} belongs to an adapter (LoRA) that is not merged`;
  throw new EngineError('model-unknown', message, {
    hint: 'Open the folder of the adapter, with its adapter_config.json; or merge it with merge_and_unload() of PEFT and save the model.',
  });
}

/** Throws where FSDP has laid a module's weights end to end: where one ends, only the program knows. */
export function refuseFlattened({ name, tensors }: Checkpoint): void {
  const found = [...tensors.keys()].find((one) => /(?:^|\.)_?flat_param(?:_\d+)?$/.test(one));
  if (found === undefined) return;
  const message = `${name}: tensor ${oneLine(found)} holds the weights of a module end to end, as FSDP has them`;
  throw new EngineError('model-unknown', message, {
    hint: 'Save the model with StateDictType.FULL_STATE_DICT of FSDP.',
  });
}

/** Renames, and counts what it left out and put in. Headers hold 250,000 names: no name is split in vain. */
class Changes {
  readonly #dialect: Dialect;
  readonly #before: RegExp;
  /** What a larger model calls this one: nothing odd, so nothing is said of it. */
  readonly #part: RegExp | undefined;
  readonly #left = new Map<string, number>();
  readonly #holder: string;
  #rooted = 0;
  #all = 0;

  /** `holder`: what stands before all of the model, with its dot. */
  constructor(dialect: Dialect, holder: string) {
    this.#dialect = dialect;
    this.#holder = holder;
    const before = [...outer, dialect.root].filter((part) => part !== '').join('|');
    this.#before = new RegExp(`^(?:(?:${before})\\.)+`);
    const { within } = dialect;
    this.#part = within && new RegExp(`(?<=^|\\.)${within.part}\\.`);
  }

  /** Without what wrappers put in, which goes to `wrapped`, and without what a larger model calls it. */
  bare(stored: string, wrapped: string[] = []): string {
    const mayBe = stored.includes('module.') || stored.includes('_orig_mod.'); // the pattern is slow
    const unwrapped = mayBe
      ? stored.replace(wrappers, (part) => {
          wrapped.push(part);
          return '';
        })
      : stored;
    return this.#part ? unwrapped.replace(this.#part, '') : unwrapped;
  }

  named(stored: string): string {
    const { inside, renamed, ownHead } = this.#dialect;
    this.#all++;
    const wrapped: string[] = [];
    const bare = this.bare(stored, wrapped);
    const holder = bare.startsWith(this.#holder) ? this.#holder : '';
    const held = bare.slice(holder.length);
    const [before] = this.#before.exec(held) ?? [''];
    let inner = held.slice(before.length);
    for (const [old, now] of renamed) inner = inner.replace(old, now);
    const isInside = inside.test(inner);
    const full = isInside ? rootOf(this.#dialect) : '';
    if (isInside && !before.endsWith(full)) this.#rooted++;
    const extra = before.endsWith(full) ? before.slice(0, before.length - full.length) : before;
    const isKnown = isInside || ownHead.test(inner); // of others nothing tells what a root is
    if (isKnown && (wrapped.length > 0 || holder !== '' || extra !== ''))
      this.#count([...wrapped, ...holder.split('.'), ...extra.split('.')]);
    return full + inner;
  }

  /** All names without the root are a base model's own, as GPT-2's on the hub: that says nothing odd. */
  notes(): string[] {
    const left = [...this.#left].map(([part, n]) => `"${part}" of ${n}`);
    const isOdd = this.#rooted > 0 && (this.#rooted < this.#all || left.length > 0);
    const root = `the root "${this.#dialect.root}"`;
    return [
      ...(left.length > 0 ? [`tensor names: ${left.join(', ')} is left out`] : []),
      ...(isOdd ? [`tensor names: ${root} is missing in ${this.#rooted} and put before them`] : []),
    ];
  }

  #count(parts: readonly string[]): void {
    for (const part of new Set(parts.map((one) => one.replace('.', '')))) {
      if (part) this.#left.set(part, (this.#left.get(part) ?? 0) + 1);
    }
  }
}

function twice(where: string, one: string, other: string, name: string): EngineError {
  const message = `${where}: tensors ${one} and ${other} are both ${name}`;
  return new EngineError('model-unknown', message, {
    hint: 'Keep one of the two: nothing says which the model is to use.',
  });
}
