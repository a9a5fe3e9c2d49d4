// A guess of what a checkpoint's tensors are, as a mapping file. Leaf.
import type { JsonObject } from './sourceService.ts';

/** A mapping file that does not lie beside its checkpoint. */
export type Mapping = {
  /** The path of a checkpoint, or of a folder of some; the one that is nearest to a checkpoint counts. */
  readonly model: string;
  readonly file: string;
};

/** The mapping files among what a command read. */
export function mappingFiles({
  mapping = [],
}: {
  readonly mapping?: readonly Mapping[];
}): string[] {
  return [...new Set(mapping.map(({ file }) => file))];
}

export type MapRequest = { readonly path: string };

export type MapView = {
  readonly model: string;
  /** What a file NAME.mapping.json beside the weights has to hold; null: it looks like no transformer. */
  readonly mapping: JsonObject | null;
  /** Where that file has its place: "model.mapping.json". */
  readonly file: string;
  /** What neither names nor shapes nor a config tell, a sentence each. */
  readonly unsure: readonly string[];
  readonly evidence: readonly string[];
  /** Why it cannot be read as it stands; null: every tensor has its place. */
  readonly problem: string | null;
  /** A family that knows these tensors: then no mapping is needed. */
  readonly family: string | null;
};
