// What is known of the Python files that are open, as the providers read it: they never compute.

import type { Report } from '../../protocol/report.ts';
import type { Change, ClassView } from '../../protocol/sourceService.ts';
import type { PastComparison } from '../history/history.ts';

/** A class of a document, and a checkpoint that it defines. */
export type Link = {
  /** The checkpoint's path. */
  readonly checkpoint: string;
  readonly found: ClassView;
  readonly pinned: boolean;
  /** Comparisons and interpretations of the checkpoint, the latest first. */
  readonly past: readonly PastReport[];
  /** Why the latest report may no longer hold; undefined: it does. */
  readonly stale: 'code changed' | 'checkpoint written since' | undefined;
  /** What changed in the class since then, and where it no longer agrees with the checkpoint. */
  readonly changes: readonly Change[];
};

export type PastReport = {
  readonly entry: PastComparison;
  readonly report: Report | undefined;
  /** The checkpoint's place among the report's models. */
  readonly side: number;
};

/** By the document's URI. */
export type CodeState = ReadonlyMap<string, readonly Link[]>;

/** Links of the same class of a document belong together. */
export function byClass(links: readonly Link[]): ReadonlyMap<string, readonly Link[]> {
  const classes = new Map<string, Link[]>();
  for (const link of links) {
    const { className } = link.found;
    classes.set(className, [...(classes.get(className) ?? []), link]);
  }
  return classes;
}
