// The states of many prompts at one moment, as states.ts, where they lie on a device: nothing of them crosses but what
// is read.
import type { Job } from '../core/job.ts';
import { giveBack, isResident, type Resident } from '../core/runtime.ts';
import type { FloatTensor } from '../core/tensor.ts';
import { type Stage, taken } from '../graph/stage.ts';
import type { DeviceRows } from './deviceRows.ts';
import type { Forward, Past, StepCall } from './forward.ts';

export class DeviceStates {
  readonly rows: DeviceRows;
  readonly #held = new Map<string, Resident>(); // [rows, P, width]
  readonly #next = new Map<string, Resident[]>();

  constructor(rows: DeviceRows) {
    this.rows = rows;
  }

  get names(): string[] {
    return [...this.#held.keys()];
  }

  /** undefined: there is no such state yet. */
  find(name: string): Resident | undefined {
    return this.#held.get(name);
  }

  get(name: string): Resident {
    const held = this.#held.get(name);
    if (!held) throw new RangeError(`no state ${name} here`);
    return held;
  }

  /** In place of what was there. */
  put(name: string, tensor: Resident): void {
    this.#end(name);
    this.#held.set(name, tensor);
  }

  async putUp(name: string, tensor: FloatTensor): Promise<void> {
    this.put(name, await this.rows.tensors.put(tensor));
  }

  async read(name: string): Promise<Float32Array> {
    return (await this.rows.tensors.get(this.get(name))).data;
  }

  /** Lets go of all rows but the first so many. */
  async keep(count: number): Promise<void> {
    for (const [name, tensor] of this.#held) {
      if (tensor.dims[0] > count) this.put(name, await this.rows.slice(tensor, 0, count));
    }
  }

  /** Takes rows [from, to) up: what they become counts after `turn`. Gives their keys and values, where they are kept. */
  async up(
    job: Job,
    forward: Forward,
    stages: readonly Stage[],
    [from, to]: readonly [number, number],
    call: Omit<StepCall, 'states'>,
  ): Promise<Past | undefined> {
    const cut: Resident[] = [];
    const states: Record<string, Resident> = {};
    try {
      for (const name of Object.keys(taken(stages))) {
        const tensor = this.get(name);
        const isAll = from === 0 && to === tensor.dims[0];
        states[name] = isAll ? tensor : await this.rows.slice(tensor, from, to);
        if (!isAll) cut.push(states[name]);
      }
      const { keys, values, ...given } = await forward.stay(job, stages, { ...call, states });
      for (const [name, tensor] of Object.entries(given)) {
        this.#next.set(name, [...(this.#next.get(name) ?? []), tensor]);
      }
      return keys && { keys, values };
    } finally {
      giveBack(cut);
    }
  }

  /** The next moment: what was taken up counts, and what ends is let go. */
  async turn(ends: readonly string[]): Promise<void> {
    for (const name of ends) this.#end(name);
    for (const [name, pieces] of this.#next) {
      this.#end(name); // before there is a third of it
      this.#next.delete(name);
      this.#held.set(name, await this.joined(pieces));
    }
  }

  #end(name: string): void {
    const held = this.#held.get(name);
    this.#held.delete(name);
    if (held) giveBack([held]);
  }

  /** Pieces, which are given up whatever becomes of it, as one. */
  async joined(pieces: readonly Resident[]): Promise<Resident> {
    if (pieces.length === 1) return pieces[0];
    try {
      return await this.rows.join(pieces);
    } finally {
      giveBack(pieces);
    }
  }

  /** Keys and values of neighbouring rows as one. */
  async joinedPast(pasts: readonly Past[]): Promise<Past> {
    const [keys, values] = (['keys', 'values'] as const).map((name) =>
      pasts.map((past) => past[name]).filter(isResident),
    );
    const or = (left: readonly Resident[]) => (error: unknown) => {
      giveBack(left);
      throw error;
    };
    const allKeys = await this.joined(keys).catch(or(values));
    return { keys: allKeys, values: await this.joined(values).catch(or([allKeys])) };
  }

  release(): void {
    const all = [...this.#held.values(), ...[...this.#next.values()].flat()];
    this.#held.clear();
    this.#next.clear();
    giveBack(all);
  }
}

export function releasePast(past: Past | undefined): void {
  if (past) giveBack([past.keys, past.values].filter(isResident));
}
