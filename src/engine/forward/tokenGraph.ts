// A language model that its own file describes, as a network: its stages are run from one bottleneck to the next by
// whoever computes it (dataflow/valueGraph.ts), and its states are these values themselves, a vector a token. Whether
// a token sees later ones its file does not say, so every stage is taken to see all. Prompts of one length go together:
// no padding reaches the graph.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import type { Stage } from '../graph/stage.ts';
import type { Input } from '../task/trial.ts';
import { classReadout } from './classReadout.ts';
import type { Network } from './network.ts';
import { runStage } from './runStage.ts';
import { reordered, unitsInRandomOrder } from './unitOrder.ts';

/** A value [B, T, ..]. */
export type TokenValue = {
  readonly name: string;
  /** Of one token: [..] */
  readonly dims: readonly number[];
  /** Numbers of one token. */
  readonly width: number;
};

/** Where it is looked into. */
export type TokenSight = {
  readonly input: string;
  /** Values at which it is cut, from the embedding on. */
  readonly cuts: readonly TokenValue[];
  readonly logits: TokenValue;
  /** It reads so many tokens and no other number; undefined: any. */
  readonly length: number | undefined;
  /** Multiplications of one prompt, about. */
  readonly work: number;
  /** Numbers of the widest value, for each token. */
  readonly widest: number;
};

export type TokenGraphModel = {
  readonly kind: 'tokens';
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly graph: ValueGraph;
  readonly notes: readonly string[];
  readonly sight: TokenSight;
  /** It fills in a mask rather than going on after the last token. */
  readonly masked: boolean;
  readonly maxLength: number; // tokens
  /** Before every stage the units of each token stand in random order, as if its weights were shuffled. */
  readonly shuffle?: number;
};

export function tokenGraphNetwork(model: TokenGraphModel): Network {
  const { sight, name } = model;
  const { cuts, logits } = sight;
  const ends = cuts.at(-1)!.name === logits.name ? cuts : [...cuts, logits];
  return {
    name,
    stages: ends.slice(1).map((to, i) => stageOf(model, ends[i], to, i)),
    cuts: [...cuts.keys()],
    readout: classReadout('logits', logits.width),
    cutNames: cuts.map((cut) => cut.name),
    work: sight.work,
    embed: (job, inputs, T) => embed(job, model, inputs, T),
    weights: async () => ({}),
  };
}

function stageOf(
  { graph, shuffle, sight }: TokenGraphModel,
  from: TokenValue,
  to: TokenValue,
  i: number,
): Stage {
  const order = shuffle === undefined ? undefined : unitsInRandomOrder(from.width, i, shuffle);
  return runStage(from.width, to.name, to.width, {
    widest: Math.max(sight.widest, from.width, to.width),
    run: async (job, { dims: [batch, positions], data }, lengths) => {
      const given = order ? reordered(data, order) : data;
      const all = lengths ?? new Int32Array(batch).fill(positions);
      return byLength(all, positions, to.width, async (rows, T) => {
        const size = positions * from.width;
        const own = new Float32Array(rows.length * T * from.width);
        for (const [k, row] of rows.entries()) {
          own.set(given.subarray(row * size, row * size + T * from.width), k * T * from.width);
        }
        const value = { dims: [rows.length, T, ...from.dims], data: own };
        return (await graph.run(job, { [from.name]: value }, [to.name]))[to.name];
      });
    },
  });
}

/** The first value of these prompts, [B, T, width]. */
async function embed(
  job: Job,
  { graph, name, sight: { input, cuts, length } }: TokenGraphModel,
  inputs: readonly Input[],
  T: number,
): Promise<Float32Array> {
  const [first] = cuts;
  const lengths = Int32Array.from(inputs, ({ values }) => values.length);
  const other = lengths.find((each) => length !== undefined && each !== length);
  if (other !== undefined) {
    const message = `${name}: a prompt has ${other} tokens, the model reads exactly ${length}`;
    throw new EngineError('task-model', message, {
      hint: 'Export the model with any number of tokens (dynamic_axes), or use prompts of that length.',
    });
  }
  const { data } = await byLength(lengths, T, first.width, async (rows, count) => {
    const ids = new Int32Array(rows.length * count);
    for (const [k, row] of rows.entries()) ids.set(inputs[row].values, k * count);
    const made = await graph.run(job, { [input]: { dims: [rows.length, count], data: ids } }, [
      first.name,
    ]);
    return made[first.name];
  });
  return data;
}

/** Rows of one length together, to [B, positions, width]; what is longer than a row is 0. */
async function byLength(
  lengths: Int32Array,
  positions: number,
  width: number,
  run: (rows: readonly number[], length: number) => Promise<FloatTensor>,
): Promise<FloatTensor> {
  const groups = new Map<number, number[]>();
  for (const [row, length] of lengths.entries()) {
    groups.set(length, [...(groups.get(length) ?? []), row]);
  }
  const data = new Float32Array(lengths.length * positions * width);
  for (const [length, rows] of groups) {
    const made = await run(rows, length);
    const size = length * width;
    for (const [k, row] of rows.entries()) {
      data.set(made.data.subarray(k * size, (k + 1) * size), row * positions * width);
    }
  }
  return { dims: [lengths.length, positions, width], data };
}
