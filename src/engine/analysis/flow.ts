// A signature as its reader sees it: sets of parts by name, plain numbers.
import type { FlowReport, SpanReport } from '../../protocol/sections.ts';
import { mergeTree } from '../signature/merging.ts';
import { partsOf } from '../signature/pairStatistics.ts';
import type { Signature } from '../signature/signature.ts';
import type { Task } from '../task/task.ts';

/** The ids of a set's parts. */
export function partSet(mask: number, { parts }: Task): readonly string[] {
  return partsOf(mask).map((part) => parts[part].id);
}

export function treeOf(signature: Signature, { parts }: Task) {
  return mergeTree(
    signature.merging,
    parts.map(({ id }) => id),
  );
}

export function flowReport(signature: Signature, task: Task): FlowReport {
  const cuts = signature.cuts.map((members, cut) => ({
    crispness: signature.cutCrispness[cut],
    spans: members.map((site, span) => spanReport(signature, site, task.spans[span].id, task)),
    merging: task.parts.map((_, g) =>
      task.parts.map((_, h) => {
        return signature.merging[(cut * signature.parts + g) * signature.parts + h];
      }),
    ),
  }));
  return { cuts, mergeTree: treeOf(signature, task) };
}

function spanReport(signature: Signature, site: number, span: string, task: Task): SpanReport {
  const { sites } = signature.stats;
  const counted = [...task.parts.entries()].filter(([g]) => signature.counted[g]);
  return {
    span,
    label: partSet(signature.label[site], task),
    strength: signature.strength[site],
    crispness: signature.crispness[site],
    unexplained: signature.unexplained[site],
    shares: Object.fromEntries(
      counted.map(([g, { id }]) => [id, signature.shares[g * sites + site]]),
    ),
  };
}
