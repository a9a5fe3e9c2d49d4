// Whole prompts that have gone up, with what interchanged runs need of them on the way. Written down once, for as many
// interchanges as there will be: what a circuit is asked depends on the answer before, again and again.
import type { Job } from '../core/job.ts';
import type { Input } from '../task/trial.ts';
import type { Forward, Past } from './forward.ts';
import type { Step } from './network.ts';
import { Runs } from './runs.ts';
import type { Held } from './states.ts';
import type { Below } from './variants.ts';

/** Names of states that are kept, by the moment at which they stand. */
export type Kept = ReadonlyMap<number, ReadonlySet<string>>;

export type Recorded = {
  readonly inputs: readonly Input[]; // unique
  readonly length: number; // T, of the longest
  /** Which run holds input i of those asked for. */
  readonly of: Int32Array;
  readonly steps: readonly Step[];
  /** Keys and values of all runs, by step. */
  readonly pasts: readonly (Past | undefined)[];
  readonly states: ReadonlyMap<number, ReadonlyMap<string, Held>>;
};

/** All prompts together; `resumes`: keys and values are kept, for runs that begin at a later position. */
export async function record(
  job: Job,
  forward: Forward,
  inputs: readonly Input[],
  steps: readonly Step[],
  kept: Kept,
  resumes: boolean,
): Promise<Recorded> {
  const runs = new Runs(forward, inputs, []);
  const states = new Map<number, ReadonlyMap<string, Held>>();
  const note = (moment: number) => {
    const names = [...(kept.get(moment) ?? [])];
    states.set(moment, new Map(names.map((name) => [name, copyOf(runs.states.get(name))])));
  };
  await runs.embed(job);
  const pasts: (Past | undefined)[] = [];
  for (const step of steps) {
    note(step.from);
    pasts.push(await runs.step(job, step, resumes ? runs.inputs.length : 0));
  }
  note(forward.network.stages.length);
  const of = Int32Array.from(inputs, (input) => runs.of(input));
  return { inputs: runs.inputs, length: runs.length, of, steps, pasts, states };
}

/** They are changed in place on the way. */
function copyOf({ data, ...rest }: Held): Held {
  return { ...rest, data: data.slice() };
}

/** The same prompts on their way up again, for variants; nothing is computed. */
export class Replay implements Below {
  readonly inputs: readonly Input[];
  readonly length: number;
  moment = 0;
  readonly #recorded: Recorded;

  constructor(recorded: Recorded) {
    this.#recorded = recorded;
    this.inputs = recorded.inputs;
    this.length = recorded.length;
  }

  get states(): Below['states'] {
    const here = this.#recorded.states.get(this.moment)!;
    return { names: [...here.keys()], get: (name) => here.get(name)! };
  }
}
