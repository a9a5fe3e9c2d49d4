// Tensor names as a family writes them. Tools put names around a model's own: torch.compile, data
// parallelism, PEFT, a trainer's module. And a base model is saved without its root. Both are undone here, once
// for all families, and said.
import type { Checkpoint, TensorInfo } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import type { Family, Stored } from './family.ts';

/** Parts of a name that wrappers add at any depth: no family has them. */
const wrappers: ReadonlySet<string> = new Set([
  '_orig_mod', // torch.compile
  'module', // DataParallel, DistributedDataParallel
  '_fsdp_wrapped_module',
  '_checkpoint_wrapped_module',
]);
/** What may stand before the root, in any order and number: PEFT's and trainers' names of a model. */
const outer: readonly string[] = ['base_model', 'model'];

/** PEFT's tensors: the weights beside them are not those that the model computes with. */
const adapter =
  /(?:^|\.)(?:lora_[A-Za-z_]+|base_layer|modules_to_save|original_module|ia3_\w+|hada_\w+|lokr_\w+|oft_[rs]\w*|vera_lambda_\w+)(?:\.|$)/;

export type Named = Stored & {
  /** What was left out of names and put before them, a sentence each. */
  readonly notes: readonly string[];
  /** The file's name of a tensor by the family's; itself where there is none. */
  fileName(name: string): string;
};

/** Throws EngineError 'model-unknown' where two tensors of the file have one name in the family. */
export function namesOf(checkpoint: Checkpoint, family: Family): Named {
  const tensors = new Map<string, TensorInfo>();
  const changes = new Changes(family.root);
  for (const [stored, info] of checkpoint.tensors) {
    const name = changes.named(stored, family);
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

/** The family's full name of a tensor. */
export function nameIn(family: Family, stored: string): string {
  return new Changes(family.root).named(stored, family);
}

/** Throws where adapters lie beside the weights that they change. */
export function refuseAdapters(checkpoint: Checkpoint): void {
  const found = [...checkpoint.tensors.keys()].filter((name) => adapter.test(name));
  if (found.length === 0) return;
  const rest = found.length > 1 ? ` and ${found.length - 1} more` : '';
  const message = `${checkpoint.name}: tensor ${found[0].slice(0, 200)}${rest} belongs to an adapter (LoRA) that is not merged`;
  throw new EngineError('model-unknown', message, {
    hint: 'Merge it with merge_and_unload() of PEFT and save the model.',
  });
}

/** Renames, and counts what it left out and put in. */
class Changes {
  readonly #root: string;
  readonly #left = new Map<string, number>();
  #rooted = 0;

  constructor(root: string) {
    this.#root = root;
  }

  named(stored: string, { root, inside, renamed }: Family): string {
    const all = stored.split('.');
    const parts = all.filter((part) => !wrappers.has(part));
    const wrapped = all.filter((part) => wrappers.has(part));
    const start = parts.findIndex((part) => part !== root && !outer.includes(part));
    const before = parts.slice(0, Math.max(0, start));
    let inner = parts.slice(before.length).join('.');
    for (const [old, now] of renamed) inner = inner.replace(old, now);
    const isInside = inside.test(inner);
    if (isInside && before.at(-1) === root) before.pop();
    else if (isInside) this.#rooted++;
    for (const part of new Set([...wrapped, ...before])) {
      this.#left.set(part, (this.#left.get(part) ?? 0) + 1);
    }
    return isInside ? `${root}.${inner}` : inner;
  }

  notes(): string[] {
    const left = [...this.#left].map(([part, n]) => `"${part}" of ${n}`);
    return [
      ...(left.length > 0 ? [`tensor names: ${left.join(', ')} is left out`] : []),
      ...(this.#rooted > 0
        ? [
            `tensor names: the root "${this.#root}" is missing in ${this.#rooted} and put before them`,
          ]
        : []),
    ];
  }
}

function twice(where: string, one: string, other: string, name: string): EngineError {
  const message = `${where}: tensors ${one} and ${other} are both ${name}`;
  return new EngineError('model-unknown', message, {
    hint: 'Keep one of the two: nothing says which the model is to use.',
  });
}
