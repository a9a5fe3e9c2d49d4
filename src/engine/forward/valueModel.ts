// A model that its own file describes, as a network: its stages are run from one bottleneck to the next by whoever
// computes it (dataflow/valueGraph.ts), and its state is such a value, split into the regions of the input
// (dataflow/places.ts). What is interchanged at a cut is thus exactly those numbers.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import { gathered, type Layout, scattered } from '../dataflow/places.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import type { Stage } from '../graph/stage.ts';
import { type Rows, sizeOf } from '../task/data/rows.ts';
import type { Input } from '../task/trial.ts';
import { classReadout, type Saying } from './classReadout.ts';
import type { Network } from './network.ts';
import { runStage } from './runStage.ts';
import { reordered, unitsInRandomOrder } from './unitOrder.ts';

/** A value of the network at which it is cut. */
export type Cut = {
  readonly name: string;
  readonly dims: readonly number[]; // without the batch
  readonly layout: Layout;
};

/** How a model is looked into on a task: where, and what it reads. */
export type Sight = {
  /** From the input to the output. */
  readonly cuts: readonly Cut[];
  readonly rows: Rows;
  /** By number of the input, which of a row's it is. */
  readonly order: Int32Array;
  readonly saying: Saying;
  readonly classes: number;
  /** Multiplications of one row, about. */
  readonly work: number;
  /** Numbers of the widest value. */
  readonly widest: number;
};

export type ValueModel = {
  readonly kind: 'values';
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly graph: ValueGraph;
  readonly notes: readonly string[];
  /** Undefined until it meets its task. */
  readonly sight: Sight | undefined;
  /** Before every stage the units stand in random order, as if its weights were shuffled; undefined: as it is. */
  readonly shuffle?: number;
};

export function valueNetwork(model: ValueModel): Network {
  const { sight, name } = model;
  if (!sight) throw new EngineError('internal', `${name} was not prepared for a task`);
  const { cuts } = sight;
  return {
    name,
    stages: cuts.slice(1).map((_, i) => stageOf(model, sight, i)),
    cuts: [...cuts.keys()],
    readout: classReadout(sight.saying, sight.classes),
    cutNames: cuts.map((cut) => cut.name),
    work: sight.work,
    held: (moment) => {
      const { positions, hasPlaces } = cuts[moment].layout;
      return hasPlaces ? [0, positions - 1] : [positions - 1, positions];
    },
    embed: async (_job, inputs) => embed(sight, inputs),
    weights: async () => ({}),
  };
}

/** From cut i to the next. */
function stageOf({ graph, shuffle }: ValueModel, { cuts, widest }: Sight, i: number): Stage {
  const [from, to] = [cuts[i], cuts[i + 1]];
  const { positions } = from.layout;
  const order =
    shuffle === undefined ? undefined : unitsInRandomOrder(sizeOf(from.dims), i, shuffle);
  return runStage(from.layout.width, to.name, to.layout.width, {
    widest: Math.ceil(widest / positions),
    run: async (job, { dims: [batch], data }) => {
      const numbers = gathered(from.layout, data);
      const given = order ? reordered(numbers, order) : numbers;
      const value = { dims: [batch, ...from.dims], data: given };
      const made = await graph.run(job, { [from.name]: value }, [to.name]);
      const { width } = to.layout;
      return { dims: [batch, positions, width], data: scattered(to.layout, made[to.name].data) };
    },
  });
}

/** The rows' regions, put together from the rows that an input names. [B, regions + 1, width] */
function embed({ cuts, rows, order }: Sight, inputs: readonly Input[]): Float32Array {
  const { at, positions, width } = cuts[0].layout;
  const size = order.length;
  const x = new Float32Array(inputs.length * positions * width);
  for (const [b, { values }] of inputs.entries()) {
    for (let i = 0; i < size; i++) {
      const row = values[Math.floor(at[i] / width)];
      x[b * positions * width + at[i]] = rows.numbers[row * size + order[i]];
    }
  }
  return x;
}
