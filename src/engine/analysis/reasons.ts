// Why a report says what it says, by name: codes with data, which are put into words by whoever shows them.
import type {
  Finding,
  InterpretReason,
  OneSide,
  Remedy,
  Sighting,
  Unsolved,
  VerdictReason,
} from '../../protocol/reason.ts';
import type { Comparison } from '../congruity/compare.ts';
import { type Both, commonOf, differenceOf, type Finding as Seen } from '../congruity/finding.ts';
import { remedyOf } from '../congruity/remedy.ts';
import { fewestPairs, type Gate, passes } from '../congruity/verdict.ts';
import type { Signature } from '../signature/signature.ts';
import type { Task } from '../task/task.ts';
import { partSet, treeOf } from './flow.ts';

export type Compared = {
  readonly task: Task;
  readonly names: readonly [string, string];
  readonly margin: number;
  readonly fullMargin: number;
  /** Run for both models together. */
  readonly interchanges: number;
  /** As many pairs as the task has, if that is known. */
  readonly mostPairs: number | undefined;
};

/** For `not comparable`: who does not solve the task, with the number. */
export function unsolved(gates: readonly Gate[]): Unsolved {
  const failed = gates.filter((gate) => !passes(gate));
  return {
    code: 'unsolved',
    failed: failed.map(({ name, accuracy = 0, floor }) => ({ name, accuracy, floor })),
  };
}

export function verdictReason(found: Comparison, compared: Compared): VerdictReason {
  const { names, interchanges, margin, fullMargin, task } = compared;
  const { reason: code, distance, full, pairs, differentPairs } = found;
  const tried = { names, granularity: 'cut', interchanges, pairs } as const;
  switch (code) {
    case 'apart':
    case 'straddles':
      return { code, ...tried, distance, margin, finding: named(differenceOf(found), found, task) };
    case 'same variables':
      return { code, ...tried, distance, margin, finding: named(commonOf(found), found, task) };
    case 'no interchange tells':
      return { code, ...tried, full, fullMargin, finding: named(commonOf(found), found, task) };
    case 'no evidence':
      return { code, ...tried, distance, full, finding: named({ code: 'order' }, found, task) };
    case 'one-sided evidence':
      return { code, ...tried, distance, finding: named(differenceOf(found), found, task) };
    case 'controls':
      return { code, ...tried, distance, full };
    case 'too few pairs':
      return { code, ...tried, distance, full, differentPairs, fewest: fewestPairs };
  }
}

/** null: the verdict is settled. */
export function remedy(found: Comparison, { margin, mostPairs }: Compared): Remedy | null {
  const most = mostPairs ?? null;
  const of = remedyOf(found, { ...found, margin });
  if (of === undefined) return null;
  switch (of.code) {
    case 'more values':
      return { ...of, most };
    case 'more pairs':
      return { ...of, margin, most };
    case 'more than pairs':
      return { ...of, margin };
    default:
      return of;
  }
}

export function interpretReason(name: string, signature: Signature, task: Task): InterpretReason {
  return {
    code: 'interpretation',
    name,
    granularity: 'cut',
    seen: signature.inventory.map((mask) => partSet(mask, task)),
    order: joinings(signature, task),
  };
}

function named(finding: Seen, { signatures: [a, b] }: Both, task: Task): Finding {
  const seen = (sightings: readonly Sighted[]) => sightings.map((one) => sighting(one, task));
  switch (finding.code) {
    case 'variables differ': {
      const [sideA, sideB] = finding.sides;
      return { code: finding.code, sides: [side(sideA, a, task), side(sideB, b, task)] };
    }
    case 'variables shared': {
      const { unmatched } = finding;
      const span = unmatched?.span === undefined ? null : task.spans[unmatched.span].id;
      return {
        code: finding.code,
        seen: [seen(finding.seen[0]), seen(finding.seen[1])],
        unmatched: unmatched ? { ...unmatched, span } : null,
      };
    }
    case 'order':
      return { code: finding.code, orders: [joinings(a, task), joinings(b, task)] };
  }
}

type Side = Extract<Seen, { readonly code: 'variables differ' }>['sides'][number];
type Sighted = Extract<Side, { readonly code: 'own' }>['seen'][number];

function side(of: Side, signature: Signature, task: Task): OneSide {
  switch (of.code) {
    case 'own':
      return { code: of.code, seen: of.seen.map((one) => sighting(one, task)) };
    case 'nothing crisp':
      return { code: of.code, order: joinings(signature, task) };
    case 'no more':
      return { code: of.code, sets: signature.inventory.map((mask) => partSet(mask, task)) };
  }
}

function sighting({ mask, cut, span }: Sighted, task: Task): Sighting {
  return { set: partSet(mask, task), cut, span: task.spans[span].id };
}

function joinings(signature: Signature, task: Task) {
  return treeOf(signature, task).map(({ cut, sets }) => ({ cut, sets }));
}
