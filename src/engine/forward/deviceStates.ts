// The states of many prompts at one moment, as states.ts, where they lie on a device: nothing of them crosses but what
// is read.
import type { Job } from '../core/job.ts';
import { isResident, type Resident } from '../core/runtime.ts';
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
    this.#held.get(name)?.release();
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
      for (const piece of cut) piece.release();
    }
  }

  /** The next moment: what was taken up counts, and what ends is let go. */
  async turn(ends: readonly string[]): Promise<void> {
    for (const name of ends) {
      this.#held.get(name)?.release();
      this.#held.delete(name);
    }
    for (const [name, pieces] of this.#next) this.put(name, await this.joined(pieces));
    this.#next.clear();
  }

  /** Pieces, which are given up, as one. */
  async joined(pieces: readonly Resident[]): Promise<Resident> {
    if (pieces.length === 1) return pieces[0];
    const all = await this.rows.join(pieces);
    for (const piece of pieces) piece.release();
    return all;
  }

  /** Keys and values of neighbouring rows as one. */
  async joinedPast(pasts: readonly Past[]): Promise<Past> {
    const all = (name: 'keys' | 'values') =>
      this.joined(pasts.map((past) => past[name]).filter(isResident));
    return { keys: await all('keys'), values: await all('values') };
  }

  release(): void {
    for (const tensor of [...this.#held.values(), ...[...this.#next.values()].flat()]) {
      tensor.release();
    }
    this.#held.clear();
    this.#next.clear();
  }
}

export function releasePast(past: Past | undefined): void {
  for (const tensor of past ? [past.keys, past.values] : []) {
    if (isResident(tensor)) tensor.release();
  }
}
