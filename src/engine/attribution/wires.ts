// Who writes to a transformer's residual stream and who reads it: the ends of its edges.
import { EngineError } from '../core/error.ts';
import { normed, type Spec } from '../graph/spec.ts';

/** The input, where `layer` is undefined; a head, or where `head` is undefined the MLP of its block. */
export type Writer = { readonly layer: number | undefined; readonly head: number | undefined };

export type Reader = {
  readonly layer: number | undefined; // undefined: the logits
  readonly reads: 'queries' | 'keys' | 'values' | 'mlp' | 'logits';
  readonly head: number | undefined; // of keys and values, one that query heads may share
  /** It reads what the first `seen` writers write. */
  readonly seen: number;
};

export type Wires = {
  /** The input, then block by block the heads and the MLP. */
  readonly writers: readonly Writer[]; // [U]
  /** Block by block queries, keys and values, head by head, and the MLP; then the logits. */
  readonly readers: readonly Reader[]; // [V]
};

/** Throws EngineError('model-unknown') for a model whose stream is no sum of what is written to it. */
export function wiresOf(name: string, { blocks }: Spec): Wires {
  const writers: Writer[] = [{ layer: undefined, head: undefined }];
  const readers: Reader[] = [];
  for (const [layer, { order, attention }] of blocks.entries()) {
    if (normed[order].stream) {
      const message = `${name}: block ${layer} norms the residual stream itself, so what reaches a reader is no sum over writers`;
      throw new EngineError('model-unknown', message, {
        hint: 'Ask for nodes; edges are those of models that norm what is read, as GPT-2 and Llama do.',
      });
    }
    const before = writers.length;
    const all = (reads: Reader['reads'], heads: number) =>
      Array.from({ length: heads }, (_, head) => ({ layer, reads, head, seen: before }));
    readers.push(...all('queries', attention.heads));
    readers.push(...all('keys', attention.kvHeads), ...all('values', attention.kvHeads));
    writers.push(...Array.from({ length: attention.heads }, (_, head) => ({ layer, head })));
    const seen = order === 'parallel' ? before : writers.length;
    readers.push({ layer, reads: 'mlp', head: undefined, seen });
    writers.push({ layer, head: undefined });
  }
  readers.push({ layer: undefined, reads: 'logits', head: undefined, seen: writers.length });
  return { writers, readers };
}
