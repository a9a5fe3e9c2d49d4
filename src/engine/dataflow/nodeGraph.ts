// A graph of TensorFlow's on TensorFlow.js: its values are its nodes. What shape each has shows when it first runs.
import { EngineError } from '../core/error.ts';
import { quietJob } from '../core/job.ts';
import { orReleased } from '../core/madeOnce.ts';
import { count, type Tensor } from '../core/tensor.ts';
import type { Shape, TfGraph } from '../core/tensorflow.ts';
import { inBatches } from './batches.ts';
import type { ValueGraph, ValueInfo } from './valueGraph.ts';

export type GraphNode = {
  readonly name: string;
  readonly op: string;
  /** Names of nodes, constants among them. */
  readonly takes: readonly string[];
};

export type NodeNet = {
  readonly path: string;
  /** How sentences write a name of the file. */
  readonly quoted: (name: string) => string;
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly string[];
  /** The rows that its file allows, where it allows no others. */
  readonly rows: number | undefined;
  /** Nodes with several outputs that are taken: of these one alone says too little. */
  readonly several: ReadonlySet<string>;
};

/** Of the rows that show the shapes: no other size is likely to be this one. */
const ROWS = 3;
/** What an input that says no size is given there: a length of a text, say. */
const UNSAID = 7;
/** 256 MB: more is no input of a model. */
const MOST_ELEMENTS = 1 << 26;

/** Runs it once on zeros. Where that fails the net is given back. */
export function nodeGraph(net: NodeNet, graph: TfGraph): Promise<ValueGraph> {
  return orReleased(graph, () => shown(net, graph));
}

async function shown(net: NodeNet, graph: TfGraph): Promise<ValueGraph> {
  const steps = stepsOf(net);
  const names = steps.map(({ gives: [name] }) => name);
  const rows = net.rows ?? ROWS;
  const zeros = Object.fromEntries(
    net.inputs.map((input) => [input.name, zerosFor(net, input, rows)]),
  );
  const found = await graph.run(quietJob, zeros, names);
  const values = new Map<string, ValueInfo>(net.inputs.map((input) => [input.name, input]));
  for (const name of names) {
    const shape: Shape = found[name].dims.map((size, d) =>
      d === 0 && size === rows ? undefined : size,
    );
    values.set(name, { name, shape, ...(shape.length === 4 ? { channels: 'last' } : {}) });
  }
  return {
    inputs: net.inputs,
    outputs: net.outputs.map((name) => values.get(name)!),
    values,
    steps,
    get computedBy() {
      return graph.computedBy;
    },
    run: (job, given, wanted) => {
      const part = Object.keys(given).find((name) => net.several.has(name));
      if (part === undefined) {
        const size = { file: net.path, size: net.rows };
        return inBatches(job, size, given, (some) => graph.run(job, some, wanted));
      }
      const what = `node ${net.quoted(part)} of ${net.path} has several outputs`;
      throw new EngineError('model-unknown', `${what}: nothing can be put in its place`);
    },
    release: () => graph.release(),
  };
}

/** What depends on an input, in an order in which each has what it takes. */
function stepsOf({ nodes, inputs, outputs, path }: NodeNet): ValueGraph['steps'] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const state = new Map<string, 'open' | boolean>(inputs.map(({ name }) => [name, true]));
  const steps: ValueGraph['steps'][number][] = [];
  const stack = [...outputs].toReversed();
  while (stack.length > 0) {
    const name = stack.at(-1)!;
    const node = byName.get(name);
    const known = state.get(name);
    if (!node || typeof known === 'boolean') {
      stack.pop();
      continue;
    }
    if (known === undefined) {
      state.set(name, 'open');
      const next = node.takes.filter((taken) => typeof state.get(taken) !== 'boolean');
      if (next.some((taken) => state.get(taken) === 'open')) {
        throw new EngineError('file-format', `${path} computes a node from itself`);
      }
      stack.push(...next);
      continue;
    }
    const takes = node.takes.filter((taken) => state.get(taken) === true);
    state.set(name, takes.length > 0);
    if (takes.length > 0) steps.push({ op: node.op, takes, gives: [name] });
    stack.pop();
  }
  return steps;
}

function zerosFor({ quoted }: NodeNet, { name, shape, integer }: ValueInfo, rows: number): Tensor {
  const dims = shape.map((size, d) => (d === 0 ? rows : (size ?? UNSAID)));
  if (count(dims) > MOST_ELEMENTS) {
    throw new EngineError('memory', `input ${quoted(name)} has over ${MOST_ELEMENTS} numbers`);
  }
  return integer
    ? { dims, data: new Int32Array(count(dims)) }
    : { dims, data: new Float32Array(count(dims)) };
}
