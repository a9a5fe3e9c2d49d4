// Weights on a device. A matrix that lies [out, in] is turned over on its way there, once and not in every product; graphs are
// told by deviceGraph.ts.
import {
  type Device,
  type Feed,
  giveBack,
  isResident,
  type Resident,
  type Runtime,
  type Session,
} from '../core/runtime.ts';
import { GraphBuilder } from '../graph/graph.ts';
import { encode } from '../graph/onnx.ts';
import type { Network, WeightTensors } from './network.ts';

export type WeightFeeds = Readonly<Record<string, Feed>>;

export class DeviceWeights {
  readonly #runtime: Runtime;
  readonly #tensors: NonNullable<Device['tensors']>;
  readonly #turned = new Map<string, Set<string>>();
  #turning: Promise<Session> | undefined;

  constructor(
    { stages, readout }: Network,
    runtime: Runtime,
    tensors: NonNullable<Device['tensors']>,
  ) {
    this.#runtime = runtime;
    this.#tensors = tensors;
    for (const { group, weights } of readout ? [...stages, readout] : stages) {
      const names = weights.filter(({ layout }) => layout === 'out-in').map(({ name }) => name);
      this.#turned.set(group, new Set([...this.turned(group), ...names]));
    }
  }

  /** The names of those of a group that lie turned over. */
  turned(group: string): ReadonlySet<string> {
    return this.#turned.get(group) ?? new Set();
  }

  async placed(group: string, weights: WeightTensors): Promise<WeightFeeds> {
    const turned = this.turned(group);
    const placed: Record<string, Feed> = {};
    try {
      for (const [name, tensor] of Object.entries(weights)) {
        const there = await this.#tensors.put(tensor);
        placed[name] = there;
        if (turned.has(name)) placed[name] = await this.#turn(there);
      }
      return placed;
    } catch (error) {
      releaseAll(placed);
      throw error;
    }
  }

  async release(): Promise<void> {
    await (await this.#turning?.catch(() => undefined))?.release(); // what failed is none
    this.#turning = undefined;
  }

  async #turn(matrix: Resident): Promise<Resident> {
    this.#turning ??= this.#runtime.session(turning);
    const { stay } = await this.#turning;
    const { turned } = await stay!({ matrix }, ['turned']);
    giveBack([matrix]);
    return turned;
  }
}

/** Those that lie on a device; memory is given back when nobody holds it. */
export function releaseAll(feeds: WeightFeeds): void {
  giveBack(Object.values(feeds).filter(isResident));
}

const turning = turningGraph();

function turningGraph(): Uint8Array {
  const graph = new GraphBuilder();
  const matrix = graph.input('matrix', ['n', 'm']);
  graph.output('turned', graph.op('Transpose', [matrix], { perm: [1, 0] }), ['m', 'n']);
  return encode(graph.build('turning'));
}
