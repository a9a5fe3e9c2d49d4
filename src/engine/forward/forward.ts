// One network on the runtime: steps and readout, each call on one microbatch. Knows nothing of tasks.
// Sessions are made once per graph and shared by all stages of equal content.
import { firstNonFinite } from '../checkpoint/finite.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { MadeOnce, releaseAll } from '../core/madeOnce.ts';
import type { Feed, Resident, Runtime, Session } from '../core/runtime.ts';
import type { FloatTensor, Tensor } from '../core/tensor.ts';
import { onDevice } from '../graph/deviceGraph.ts';
import { type Graph, observed } from '../graph/graph.ts';
import type { Reading } from '../graph/head.ts';
import { encode } from '../graph/onnx.ts';
import {
  given,
  type Kind,
  outputOf,
  type Placing,
  type Slots,
  type Stage,
  stageGraph,
  taken,
} from '../graph/stage.ts';
import { devicePrompts, stageRows } from './batch.ts';
import { type BlockSize, blockSizeOn } from './blocks.ts';
import { DeviceRows } from './deviceRows.ts';
import { isCausal, type Network, readWidth } from './network.ts';
import { callRows, deviceCallRows } from './starts.ts';
import { Weights } from './weights.ts';

/** Keys [n, K, dh, S] and values [n, K, S, dh] of base runs, for variants that start later. */
export type Past = { readonly keys: Feed; readonly values: Feed };

export type StepCall = Placing & {
  /** States by name, [B, P, width]: positions start .. start + Q - 1, or the one that is read. */
  readonly states: Readonly<Record<string, Float32Array | Resident>>;
  readonly past?: (Past & { readonly base: Int32Array }) | undefined; // base: [B], whose past
  readonly keep?: boolean;
  /** Names of marks that are given too. */
  readonly observe?: readonly string[];
};

/** A graph, made where it is asked for the first time, and what tells it from all others. */
export type Keyed = { readonly key: string; readonly graph: () => Graph };

type Feeds = Readonly<Record<string, Feed>>;
type Asked = Parameters<Forward['run']>;

/** A graph that can be run, and what it asks for. */
type Loaded = {
  readonly session: Session;
  readonly asks: ReadonlySet<string>;
  readonly release: () => Promise<void>;
};

export class Forward {
  readonly network: Network;
  readonly causal: boolean;
  /** What goes up together where it computes. */
  readonly blockSize: BlockSize;
  readonly #weights: Weights;
  readonly #runtime: Runtime;
  /** Where states can stay on a device. */
  readonly rows: DeviceRows | undefined;
  readonly #sessions = new MadeOnce<string, Loaded>();

  /** `weightBudget`: bytes that weights may take. */
  constructor(network: Network, runtime: Runtime, weightBudget: number) {
    this.network = network;
    this.causal = isCausal(network);
    this.#weights = new Weights(network, weightBudget, runtime);
    this.#runtime = runtime;
    this.blockSize = blockSizeOn(runtime);
    const isBuilt = network.stages.every(({ run }) => run === undefined);
    const there = isBuilt ? runtime.device?.tensors : undefined;
    this.rows = there && new DeviceRows(runtime, there);
  }

  /** From now on weights may take so many bytes. */
  allow(weightBudget: number): void {
    this.#weights.allow(weightBudget);
  }

  /** Prompts of so many positions, that see `length`, that one call takes: the same wherever their states lie. */
  prompts(stages: readonly Stage[], queries: number, length: number): number {
    if (this.rows) return devicePrompts(stages, queries, length);
    return Math.floor(stageRows(stages) / queries);
  }

  /** What a call costs, in rows. */
  get callRows(): number {
    return this.rows ? deviceCallRows : callRows(readWidth(this.network));
  }

  /**
   * Neighbouring stages of one group on one microbatch. Gives the states that they change, by name; if
   * `keep`: keys and values; what is observed.
   */
  async step(
    job: Job,
    stages: readonly Stage[],
    call: StepCall,
  ): Promise<Record<string, FloatTensor>> {
    const [{ run }] = stages;
    if (run) return { x: await ran(job, run, call) };
    return this.#step(job, stages, call, (...asked) => this.run(...asked));
  }

  /** The same, and what it gives stays on the device, which the runtime then has. */
  async stay(
    job: Job,
    stages: readonly Stage[],
    call: StepCall,
  ): Promise<Record<string, Resident>> {
    return this.#step(job, stages, call, async (_, group, keyed, inputs, outputs) => {
      const { session, all } = await this.#asked(job, group, keyed, inputs);
      return session.stay!(all, outputs);
    });
  }

  async #step<T>(
    job: Job,
    stages: readonly Stage[],
    call: StepCall,
    run: (...asked: Asked) => Promise<Record<string, T>>,
  ): Promise<Record<string, T>> {
    const { observe = [] } = call;
    const slots = taken(stages);
    const isWide = (slot: string) => positionsOf(call, slot, slots[slot]) > 1;
    const kind: Kind = {
      past: call.past !== undefined,
      // They are computed anyway, and a second session would hold as much memory as this one.
      keep: call.past === undefined && stages.some(({ past }) => past !== undefined),
      readOut: call.readAt !== undefined && Object.keys(slots).some(isWide),
    };
    const key = `${stages.map(({ content }) => content)} ${JSON.stringify([kind, observe])}`;
    const graph = () => observed(stageGraph(stages, kind), observe);
    const placing: Placing = kind.readOut ? call : { ...call, readAt: undefined };
    const changed = Object.keys(given(stages));
    const outputs = [
      ...changed.map(outputOf),
      ...(call.keep ? ['keys', 'values'] : []),
      ...observe,
    ];
    const inputs = Object.assign({}, ...stages.map((stage) => stage.inputs(placing)));
    const all = { ...inputs, ...statesOf(slots, call), ...pastOf(call), ...rowsOf(placing) };
    const made = await run(job, stages[0].group, { key, graph }, all, outputs);
    for (const slot of changed) {
      made[slot] = made[outputOf(slot)];
      delete made[outputOf(slot)];
    }
    return made;
  }

  /** What is read of rows of x [R, d], of these answers [A]: [R, ..]. */
  async read(
    job: Job,
    rows: Float32Array,
    reading: Reading,
    answers: Int32Array = new Int32Array(0),
  ): Promise<FloatTensor> {
    const { readout, name } = this.network;
    if (!readout) throw new EngineError('internal', `${name} has no readout`);
    const key = `readout ${reading}`;
    const graph = () => readout.graph(reading);
    const width = readWidth(this.network);
    const inputs = {
      x: { dims: [rows.length / width, width], data: rows },
      answers: { dims: [answers.length], data: answers },
    };
    const made = await this.run(job, readout.group, { key, graph }, inputs, [reading]);
    this.#checkFinite(made[reading].data);
    return made[reading];
  }

  /** Any graph over the weights of a group. */
  async run(
    job: Job,
    group: string,
    keyed: Keyed,
    inputs: Feeds,
    outputs: readonly string[],
  ): Promise<Record<string, FloatTensor>> {
    const { session, all } = await this.#asked(job, group, keyed, inputs);
    return session.run(all, outputs);
  }

  async #asked(job: Job, group: string, { key, graph }: Keyed, inputs: Feeds) {
    const loaded = await this.#load(group, key, graph);
    const weights = await this.#weights.group(job, group);
    return { session: loaded.session, all: asked(loaded, { ...weights, ...inputs }) };
  }

  async release(): Promise<void> {
    const { rows } = this;
    await releaseAll([
      () => this.#sessions.release(),
      ...(rows ? [() => rows.release()] : []),
      () => this.#weights.release(),
    ]);
  }

  /** All that a run gives goes through here: no NaN reaches a report. */
  #checkFinite(data: Float32Array): void {
    const bad = firstNonFinite(data);
    if (bad < 0) return;
    throw new EngineError('model-values', `${this.network.name} computes ${data[bad]}`, {
      hint: 'A number of its config.json or a weight is out of the range that float32 can compute with.',
    });
  }

  #load(group: string, key: string, graphOf: () => Graph): Promise<Loaded> {
    return this.#sessions.get(key, async () => {
      const { device } = this.#runtime;
      const own = graphOf();
      const graph = device ? onDevice(own, device.precision, this.#weights.turned(group)) : own;
      const session = await this.#runtime.session(encode(graph));
      const asks = new Set(graph.inputs.map(({ name }) => name));
      return { session, asks, release: () => session.release() };
    });
  }
}

/** A stage of a group takes some of its weights, and not every stage asks for positions. */
function asked({ asks }: Loaded, inputs: Record<string, Feed>): Record<string, Feed> {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => asks.has(name)));
}

function positionsOf({ batch, states }: StepCall, slot: string, width: number): number {
  const state = states[slot];
  return state instanceof Float32Array ? state.length / (batch * width) : state.dims[1];
}

/** A stage that is no graph of ours: it sees all positions, so it stands alone in its step. */
async function ran(
  job: Job,
  run: NonNullable<Stage['run']>,
  { batch, queries, states, lengths, readAt }: StepCall,
): Promise<FloatTensor> {
  const x = states.x as Float32Array; // nothing of such a network stays on a device
  const tensor = { dims: [batch, queries, x.length / (batch * queries)], data: x };
  const made = await run(job, tensor, lengths);
  if (!readAt) return made;
  const [, positions, wide] = made.dims;
  const data = new Float32Array(batch * wide);
  for (let b = 0; b < batch; b++) {
    const from = (b * positions + readAt[b]) * wide;
    data.set(made.data.subarray(from, from + wide), b * wide);
  }
  return { dims: [batch, 1, wide], data };
}

function statesOf(slots: Slots, { batch, states }: StepCall): Record<string, Feed> {
  const tensors = Object.entries(slots).map(([slot, width]) => {
    const data = states[slot];
    if (!(data instanceof Float32Array)) return [slot, data] as const;
    return [slot, { dims: [batch, data.length / (batch * width), width], data }] as const;
  });
  return Object.fromEntries(tensors);
}

function pastOf({ past, start }: StepCall): Record<string, Feed> {
  if (!past) return {};
  return {
    pastKeys: past.keys,
    pastValues: past.values,
    base: { dims: [past.base.length], data: past.base },
    start: { dims: [1], data: Int32Array.of(start) },
  };
}

/** Where the positions to read are among all rows. */
function rowsOf({ batch, queries, start, readAt }: Placing): Record<string, Tensor> {
  if (!readAt) return {};
  return { rows: { dims: [batch], data: readAt.map((at, b) => b * queries + at - start) } };
}
