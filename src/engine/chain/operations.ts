// A network as operators of ONNX over the tensors of a checkpoint, and any value of it computed from any others.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Job } from '../core/job.ts';
import { MadeOnce } from '../core/madeOnce.ts';
import type { Ports } from '../core/ports.ts';
import type { Session } from '../core/runtime.ts';
import type { FloatTensor } from '../core/tensor.ts';
import type { ValueGraph, ValueInfo } from '../dataflow/valueGraph.ts';
import { type Attributes, type Dims, GraphBuilder } from '../graph/graph.ts';
import { encode } from '../graph/onnx.ts';

export type Operation = {
  readonly op: string;
  readonly takes: readonly string[];
  readonly gives: string;
  /** Tensors, after what it takes. */
  readonly weights: readonly string[];
  readonly attributes: Attributes;
};

export type Operations = {
  readonly input: ValueInfo;
  readonly output: ValueInfo;
  readonly values: ReadonlyMap<string, ValueInfo>;
  readonly operations: readonly Operation[];
};

/** What a state dict is taken to compute, and what of it is a guess. */
export type Chain = { readonly operations: Operations; readonly notes: readonly string[] };

export async function operationsGraph(
  ports: Ports,
  checkpoint: Checkpoint,
  { input, output, values, operations }: Operations,
): Promise<ValueGraph> {
  const runtime = await ports.runtime();
  const sessions = new MadeOnce<string, Session>();
  const weights = new Map<string, FloatTensor>();
  const weightsOf = async (job: Job, needed: readonly Operation[]) => {
    const names = new Set(needed.flatMap((one) => one.weights));
    for (const name of names) {
      if (!weights.has(name)) weights.set(name, await checkpoint.read(job, name));
    }
    return Object.fromEntries([...names].map((name) => [name, weights.get(name)!]));
  };
  return {
    inputs: [input],
    outputs: [output],
    values,
    steps: operations.map(({ op, takes, gives }) => ({ op, takes, gives: [gives] })),
    computedBy: `${runtime.name} ${runtime.version}`,
    async run(job, given, wanted) {
      const needed = neededFor(operations, new Set(Object.keys(given)), wanted);
      const tensors = await weightsOf(job, needed);
      const key = JSON.stringify([Object.keys(given), wanted]);
      const session = await sessions.get(key, () =>
        runtime.session(encoded(values, Object.keys(given), wanted, needed, tensors)),
      );
      return session.run({ ...tensors, ...given }, wanted);
    },
    async release() {
      weights.clear();
      await sessions.release();
    },
  };
}

/** In their order: those between what is given and what is wanted. */
function neededFor(
  operations: readonly Operation[],
  given: ReadonlySet<string>,
  wanted: readonly string[],
): readonly Operation[] {
  const open = new Set(wanted);
  return operations
    .toReversed()
    .filter(({ gives, takes }) => {
      if (!open.has(gives) || given.has(gives)) return false;
      for (const name of takes) open.add(name);
      return true;
    })
    .reverse();
}

function encoded(
  values: ReadonlyMap<string, ValueInfo>,
  given: readonly string[],
  wanted: readonly string[],
  needed: readonly Operation[],
  tensors: Readonly<Record<string, FloatTensor>>,
): Uint8Array {
  const graph = new GraphBuilder();
  const dimsOf = (name: string): Dims =>
    values.get(name)!.shape.map((dim, k) => dim ?? (k === 0 ? 'B' : `${name} ${k}`));
  const made = new Map(given.map((name) => [name, graph.input(name, dimsOf(name))]));
  for (const { op, takes, gives, weights, attributes } of needed) {
    const own = weights.map((name) => graph.input(name, tensors[name].dims));
    made.set(gives, graph.op(op, [...takes.map((name) => made.get(name)!), ...own], attributes));
  }
  for (const name of wanted) graph.output(name, made.get(name)!, dimsOf(name));
  return encode(graph.build('chain'));
}
