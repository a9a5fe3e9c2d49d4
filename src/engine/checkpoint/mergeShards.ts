// The tensors of all shards as one model. Index and shards come apart in the field: a shard holds a
// stale copy, the index lists a tied head that was not stored, a tool moved tensors and left the index.
// The index decides where a tensor lies in several shards; where it says nothing that holds, the only
// shard that has the tensor does. Each such place is said.
import type { Container, StoredTensor } from './container.ts';
import { grouped, quoted, several } from './words.ts';

type Merged = Pick<Container, 'tensors' | 'notes'>;

/** In shard order. `index` is its name for people. */
export function merge(
  shards: readonly Container[],
  shardOf: ReadonlyMap<string, string>,
  index: string,
): Merged {
  const copies = new Map<string, StoredTensor[]>();
  for (const shard of shards) {
    for (const tensor of shard.tensors.values()) {
      const earlier = copies.get(tensor.name);
      if (earlier) earlier.push(tensor);
      else copies.set(tensor.name, [tensor]);
    }
  }
  const tensors = new Map<string, StoredTensor>();
  const odd = { stale: [] as string[], later: [] as string[], moved: [] as string[] };
  const unlisted: string[] = [];
  for (const [name, found] of copies) {
    const listed = shardOf.get(name);
    const last = found[found.length - 1];
    const taken = found.find(({ file }) => file === listed) ?? last;
    tensors.set(name, taken);
    if (listed === undefined) unlisted.push(name);
    else if (taken.file !== listed) odd.moved.push(name);
    else if (found.length > 1) (taken === last ? odd.stale : odd.later).push(name);
  }
  const absent = [...shardOf.keys()].filter((name) => !copies.has(name));
  const places = (names: readonly string[]) =>
    names.length === 1
      ? ` (${copies
          .get(names[0])!
          .map(({ file }) => quoted(file))
          .join(', ')})`
      : '';
  const notes = [
    note(
      odd.stale,
      (s) =>
        `stored in several shards${places(odd.stale)}; ${s} taken from the one that ${index} names`,
    ),
    note(
      odd.later,
      (s) =>
        `stored in several shards${places(odd.later)}; ${s} taken from the one that ${index} names, where transformers takes the last`,
    ),
    note(
      odd.moved,
      (s) =>
        `not in the shard that ${index} names; ${s} taken from the one that has it${places(odd.moved)}`,
    ),
    note(
      unlisted,
      (s) => `not listed in ${index}; ${s} taken from the shard that has it${places(unlisted)}`,
    ),
    note(absent, () => `listed in ${index} and stored in no shard`),
  ];
  return { tensors, notes: notes.filter((sentence) => sentence !== undefined) };
}

function note(names: readonly string[], what: (subject: string) => string): string | undefined {
  if (names.length === 0) return undefined;
  const one = names.length === 1;
  const subject = one ? 'Tensor' : `${grouped(names.length)} tensors`;
  return `${subject} ${several(names)} ${one ? 'is' : 'are'} ${what(one ? 'it is' : 'they are')}.`;
}
