// Whole prompts on their way up, all together, one step at a time: base and source runs, and what others begin like.
// Equal prompts run once. Their states are what interchanges take from.
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import { ended, type Stage } from '../graph/stage.ts';
import type { Input } from '../task/trial.ts';
import { ranges } from './batch.ts';
import { DeviceStates, releasePast } from './deviceStates.ts';
import type { Forward, Past } from './forward.ts';
import { type Step, visible } from './network.ts';
import { States } from './states.ts';

export class Runs {
  readonly inputs: readonly Input[]; // unique, in order of first use: U of them
  /** The first so many are computed whole, W of them; of the others there is no more than the embedding. */
  readonly whole: number;
  readonly length: number; // T, of the longest
  readonly states: States; // [W, T, width]; before the first step [U, T, width]
  /** Where they lie on a device: then `states` has none. */
  readonly device: DeviceStates | undefined;
  readonly #forward: Forward;
  /** By what it says; by the input itself, which is found sooner. */
  readonly #known = new Map<string | Input, number>();

  /** `stays`: on the device, where there is one that can hold them; who has them there releases them. */
  constructor(forward: Forward, whole: readonly Input[], others: readonly Input[], stays = false) {
    this.#forward = forward;
    this.device = stays && forward.rows ? new DeviceStates(forward.rows) : undefined;
    const unique: Input[] = [];
    const add = (input: Input) => {
      const run = this.find(input) ?? unique.push(input) - 1;
      this.#known.set(keyOf(input), run).set(input, run);
    };
    whole.forEach(add);
    this.whole = unique.length;
    others.forEach(add);
    this.inputs = unique;
    this.length = Math.max(...unique.map((input) => visible(input, forward.causal).length));
    this.states = new States(unique.length);
  }

  /** The run of an input that is among them. */
  of(input: Input): number {
    const run = this.find(input);
    if (run === undefined) throw new RangeError('this prompt is not among the runs');
    return run;
  }

  /** The run of an input, where it is among them. */
  find(input: Input): number | undefined {
    return this.#known.get(input) ?? this.#known.get(keyOf(input));
  }

  /** Goes to moment 0. */
  async embed(job: Job): Promise<void> {
    const { causal, network } = this.#forward;
    const seen = this.inputs.map((input) => ({ ...input, values: visible(input, causal) }));
    const x = await network.embed(job, seen, this.length);
    const { x: width } = network.stages[0].takes;
    const positions = x.length / (seen.length * width);
    const tensor = { dims: [seen.length, positions, width], data: x };
    if (this.device) return this.device.putUp('x', tensor);
    this.states.set('x', 0, tensor);
    this.states.turn([]);
  }

  /** Whole runs go one step up. Gives the keys and values of the first `kept` of them, where it has some. */
  async step(job: Job, step: Step, kept: number): Promise<Past | undefined> {
    if (this.device) return this.#stepThere(job, step, kept, this.device);
    this.states.keep(this.whole);
    const memory = step.stages.find(({ past }) => past !== undefined);
    const past = memory && kept > 0 ? emptyPast(memory, kept, this.length) : undefined;
    const size = this.#forward.prompts(step.stages, this.length, this.length);
    for (const [from, to] of ranges(this.whole, size)) {
      await this.#advance(job, step, from, to, from < kept ? past : undefined);
    }
    this.states.turn(ended(step.stages));
    return past;
  }

  async read(name: string): Promise<Float32Array> {
    return this.device ? this.device.read(name) : this.states.get(name).data;
  }

  release(): void {
    this.device?.release();
  }

  /** The same on the device. */
  async #stepThere(job: Job, step: Step, kept: number, device: DeviceStates) {
    await device.keep(this.whole);
    const keep = kept > 0 && step.stages.some(({ past }) => past !== undefined);
    const pasts: Past[] = [];
    const size = this.#forward.prompts(step.stages, this.length, this.length);
    try {
      for (const [from, to] of ranges(this.whole, size)) {
        await job.pause();
        const call = this.#call(step, from, to, keep && from < kept);
        const past = await device.up(job, this.#forward, step.stages, [from, to], call);
        if (past) pasts.push(past);
      }
      await device.turn(ended(step.stages));
    } catch (error) {
      pasts.forEach(releasePast);
      throw error;
    }
    return pasts.length > 0 ? device.joinedPast(pasts) : undefined;
  }

  #call(step: Step, from: number, to: number, keep: boolean) {
    const inputs = this.inputs.slice(from, to);
    return {
      batch: to - from,
      queries: this.length,
      start: 0,
      lengths: Int32Array.from(inputs, (input) => input.values.length),
      readAt: step.readsOut ? Int32Array.from(inputs, ({ readAt }) => readAt) : undefined,
      keep,
    };
  }

  async #advance(job: Job, step: Step, from: number, to: number, past: KeptPast | undefined) {
    await job.pause();
    const { keys, values, ...states } = await this.#forward.step(job, step.stages, {
      states: this.states.slice(from, to),
      ...this.#call(step, from, to, past !== undefined),
    });
    for (const [name, tensor] of Object.entries(states)) this.states.set(name, from, tensor);
    if (past) {
      copyRows(past.keys, keys, from);
      copyRows(past.values, values, from);
    }
  }
}

function keyOf({ readAt, values }: Input): string {
  return `${readAt} ${values}`;
}

/** In memory. */
type KeptPast = { readonly keys: FloatTensor; readonly values: FloatTensor };

function emptyPast({ past }: Stage, n: number, T: number): KeptPast {
  const { heads: K, width: dh } = past!;
  const keys = { dims: [n, K, dh, T], data: new Float32Array(n * K * dh * T) };
  const values = { dims: [n, K, T, dh], data: new Float32Array(n * K * T * dh) };
  return { keys, values };
}

/** Rows into those from `from` on, as many as there are. */
function copyRows(to: FloatTensor, { dims: [count], data }: FloatTensor, from: number): void {
  const row = data.length / count;
  const most = Math.min(count, to.dims[0] - from);
  to.data.set(data.subarray(0, most * row), from * row);
}
