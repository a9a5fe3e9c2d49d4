// What a mixed prompt takes from its source, in the two readings of a prompt (method.md 4.1): occurrences, the
// words as they stand; and variables, the task's generators, with all that derives from them made anew.
// A set is one number, so that plans, keys and donors hold it plainly.

/** 0: nothing; -1: everything, the source itself; m > 0: the occurrences, -1 - m: the variables with bits in m. */
export type PartSet = number;

export const nothing: PartSet = 0;
export const everything: PartSet = -1;

/** How the occurrences of a task hang on its variables: those that a source may change. */
export type TwoReadings = {
  /** The variables that each occurrence's word depends on, bits; none: no source changes it. */
  readonly depends: readonly number[]; // [P]
  /** The variable that each occurrence is as it stands, or -1: a word that derives from others. */
  readonly plain: readonly number[]; // [P]
  readonly variables: number; // V
};

/** Of a task that names no variables: its occurrences are all there is. */
export function occurrencesAlone(parts: number): TwoReadings {
  return { depends: Array(parts).fill(0), plain: Array(parts).fill(-1), variables: 0 };
}

/** The set of these occurrences; equal sets have one name, that of the variables where there is one. */
export function occurrenceSet(taken: number, readings: TwoReadings): PartSet {
  const changing = changingOccurrences(readings);
  const mask = taken & changing;
  if (mask === 0) return nothing;
  if (mask === changing) return everything;
  const variables = readings.depends.reduce((all, d, o) => ((mask >> o) & 1 ? all | d : all), 0);
  return takenWhole(variables, readings) === mask ? variableSet(variables, readings) : mask;
}

/** The set of these variables. */
export function variableSet(mask: number, { variables }: TwoReadings): PartSet {
  if (mask === 0) return nothing;
  return mask === allOf(variables) ? everything : -1 - mask;
}

/** Bits of occurrences or of variables; of everything those of all variables. */
export function membersOf(set: PartSet, { variables, depends }: TwoReadings): Members {
  if (set >= 0) return { reading: 'occurrences', mask: set };
  if (set !== everything) return { reading: 'variables', mask: -1 - set };
  return variables > 0
    ? { reading: 'variables', mask: allOf(variables) }
    : { reading: 'occurrences', mask: allOf(depends.length) };
}

/** The set that has these members. */
export function setOf({ reading, mask }: Members, readings: TwoReadings): PartSet {
  return reading === 'occurrences' ? occurrenceSet(mask, readings) : variableSet(mask, readings);
}

export type Members = { readonly reading: 'occurrences' | 'variables'; readonly mask: number };

function changingOccurrences({ depends, variables }: TwoReadings): number {
  if (variables === 0) return allOf(depends.length); // they hang on nothing, and stand for themselves
  return depends.reduce((all, d, o) => (d === 0 ? all : all | (1 << o)), 0);
}

/** The occurrences that a set replaces whole and alone; undefined where some word is made anew from both. */
export function occurrencesOf(set: PartSet, readings: TwoReadings): number | undefined {
  const { reading, mask } = membersOf(set, readings);
  return reading === 'occurrences' ? mask : takenWhole(mask, readings);
}

function takenWhole(variables: number, { depends }: TwoReadings): number | undefined {
  let taken = 0;
  for (const [o, d] of depends.entries()) {
    const from = d & variables;
    if (from === 0) continue;
    if (from !== d) return undefined;
    taken |= 1 << o;
  }
  return taken;
}

function allOf(count: number): number {
  return 2 ** count - 1;
}
