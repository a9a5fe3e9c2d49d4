// An attack: an input of one kind, what is run on it, and how that must end.

/** Arguments of the command line, or a Python file for the editor's reader. */
export type Command = {
  readonly args: readonly string[];
  /** Where its stdout goes; undefined: it is read. */
  readonly stdout?: string;
  /** Names the reader: `args` are then Python files, the first of which is asked about. */
  readonly reader?: 'python';
  /** Words of which the error names one: the file's, as a rule. */
  readonly names?: readonly string[];
};

/** How it must end. `works`: with a verdict, or done. `refused`: with a typed error that names what is
 * wrong. `either`: both are honest. `said`: done, with `says` in what is printed, or refused. */
export type End = 'works' | 'refused' | 'either' | 'said';

export type Attack = {
  /** Of issue 8: the numbers are those of its sections. */
  readonly kind: string;
  readonly name: string;
  readonly end: End;
  /** What its output must hold. */
  readonly says?: RegExp;
  /** An exit code that is the only right one. */
  readonly code?: number;
  /** Runs in `npm test` too, where outcomes alone are judged. */
  readonly quick?: boolean;
  /** Writes the input into an empty folder. */
  readonly make: (folder: string) => Command;
};

/** `rows` of one kind. */
export function kind(
  name: string,
  rows: readonly Omit<Attack, 'kind'>[],
  common: Partial<Attack> = {},
): readonly Attack[] {
  return rows.map((row) => ({ ...common, ...row, kind: name }));
}
