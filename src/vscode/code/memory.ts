// Which class defines which checkpoint, and how the class was when the last report was made; kept in
// the workspace's state.
import type { Snapshot } from '../../protocol/sourceService.ts';
import type { CodePorts } from './ports.ts';

export type Remembered = {
  /** URI of the Python file. */
  readonly file: string;
  readonly className: string;
  /** Chosen by the user: nothing else is looked for. */
  readonly pinned: boolean;
  readonly baseline: Baseline | undefined;
};

export type Baseline = {
  /** Of the report. */
  readonly id: string;
  /** Of the classes' text; the empty text when it had changed before it was first seen. */
  readonly digest: string;
  readonly snapshot: Snapshot;
  /** Where class and checkpoint disagreed already. */
  readonly disagreements: readonly string[];
};

export interface ClassMemory {
  get(checkpoint: string): Remembered | undefined;
  set(checkpoint: string, value: Remembered): void;
  /** Checkpoints whose class lies in this file. */
  definedIn(file: string): readonly string[];
}

const STATE = 'congruity.classes';
const mostRemembered = 100;

export function classMemory({ memory }: Pick<CodePorts, 'memory'>): ClassMemory {
  const entries = () => memory.get<readonly (readonly [string, Remembered])[]>(STATE, []);
  return {
    get: (checkpoint) => entries().find(([path]) => path === checkpoint)?.[1],
    set(checkpoint, value) {
      const others = entries().filter(([path]) => path !== checkpoint);
      void memory.update(STATE, [[checkpoint, value], ...others].slice(0, mostRemembered));
    },
    definedIn: (file) => entries().flatMap(([path, one]) => (one.file === file ? [path] : [])),
  };
}
