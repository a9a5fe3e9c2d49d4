// What the process ends with. --help prints this table, and the README copies it.
import type { ErrorCode } from '../engine/core/error.ts';
import type { DistinguishVerdict } from '../protocol/distinguish.ts';
import type { ReductionVerdict } from '../protocol/reduction.ts';
import type { Verdict } from '../protocol/report.ts';

export const exitCodes = {
  same: 0,
  different: 1,
  unsettled: 2,
  usage: 64,
  data: 65,
  missing: 66,
  runtime: 69,
  internal: 70,
  memory: 75,
  cancelled: 130,
} as const;

/** For people, in order. */
export const exitCodeTable: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.same, 'same interpretation or indistinguishable; for other commands: done'],
  [exitCodes.different, 'different'],
  [exitCodes.unsettled, 'inconclusive or not comparable'],
  [exitCodes.usage, 'the command line is wrong'],
  [exitCodes.data, 'a model or a task is wrong, or they do not fit'],
  [exitCodes.missing, 'a file is missing, or cannot be read or written'],
  [exitCodes.runtime, 'the numerical runtime does not work here'],
  [exitCodes.internal, 'a fault of Congruity'],
  [exitCodes.memory, 'the memory budget does not suffice'],
  [exitCodes.cancelled, 'cancelled (Ctrl-C)'],
];

const ofVerdict: Readonly<Record<Verdict, number>> = {
  indistinguishable: exitCodes.same,
  'same interpretation': exitCodes.same,
  different: exitCodes.different,
  inconclusive: exitCodes.unsettled,
  'not comparable': exitCodes.unsettled,
};

const ofError: Readonly<Record<ErrorCode, number>> = {
  cancelled: exitCodes.cancelled,
  'file-missing': exitCodes.missing,
  'file-format': exitCodes.data,
  'file-changed': exitCodes.missing,
  'file-unsafe': exitCodes.data,
  'model-unknown': exitCodes.data,
  'model-inconsistent': exitCodes.data,
  'model-values': exitCodes.data,
  'model-base': exitCodes.data,
  'model-headless': exitCodes.data,
  'task-invalid': exitCodes.data,
  'task-model': exitCodes.data,
  'task-kind': exitCodes.data,
  'study-invalid': exitCodes.data,
  memory: exitCodes.memory,
  runtime: exitCodes.runtime,
  device: exitCodes.runtime,
  internal: exitCodes.internal,
};

export function exitCodeOfVerdict(verdict: Verdict): number {
  return ofVerdict[verdict];
}

const ofReduction: Readonly<Record<ReductionVerdict, number>> = {
  'contains the simple task': exitCodes.same,
  'does not contain the simple task': exitCodes.different,
  reduces: exitCodes.same,
  'reduces in part': exitCodes.different,
  different: exitCodes.different,
  inconclusive: exitCodes.unsettled,
  'not comparable': exitCodes.unsettled,
};

const ofParting: Readonly<Record<DistinguishVerdict, number>> = {
  alike: exitCodes.same,
  'they part': exitCodes.different,
  inconclusive: exitCodes.unsettled,
  'not comparable': exitCodes.unsettled,
};

export function exitCodeOfParting(verdict: DistinguishVerdict): number {
  return ofParting[verdict];
}

export function exitCodeOfReduction(verdict: ReductionVerdict): number {
  return ofReduction[verdict];
}

/** Of the verdicts on all pairs: one that is different tells more than one that is open. */
export function exitCodeOfFleet(verdicts: readonly Verdict[]): number {
  const codes = verdicts.map(exitCodeOfVerdict);
  return (
    [exitCodes.different, exitCodes.unsettled].find((code) => codes.includes(code)) ??
    exitCodes.same
  );
}

/** `code` may come over the wire, so it may be any text. */
export function exitCodeOfError(code: string): number {
  return code === 'usage'
    ? exitCodes.usage
    : Object.hasOwn(ofError, code)
      ? ofError[code as ErrorCode]
      : exitCodes.internal;
}
