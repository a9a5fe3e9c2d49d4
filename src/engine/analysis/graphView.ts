// The network of rows, pictures or tokens that a checkpoint describes: its inputs, its outputs, and every value that can be looked at
// or put in another's place. It is made for that, and run on small inputs where only this tells shapes.
import type { GraphView, ValueView } from '../../protocol/graphView.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { EngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import type { ValueInfo } from '../dataflow/valueGraph.ts';
import { rowGraph } from './rowGraph.ts';

/** More than anybody reads; the largest networks have some thousands. */
const MOST_VALUES = 10_000;

/** Throws EngineError where it describes no network, or one that is not computed. */
export async function graphView(ports: Ports, path: string): Promise<GraphView> {
  const checkpoint = await openCheckpoint(ports.files, ports.sha256, path);
  try {
    const found = await rowGraph(ports, checkpoint);
    if (!found) {
      throw new EngineError('model-unknown', `${checkpoint.name} describes no network`, {
        hint: 'Values are listed of ONNX, Keras and TensorFlow.js, and of state dicts whose shapes chain; of a transformer they are those of its blocks.',
      });
    }
    const { inputs, outputs, values, steps, computedBy } = found.graph;
    const operations = new Map(steps.flatMap(({ op, gives }) => gives.map((name) => [name, op])));
    const viewOf = (value: ValueInfo) => valueView(value, operations.get(value.name) ?? null);
    const view: GraphView = {
      computedBy,
      inputs: inputs.map(viewOf),
      outputs: outputs.map(viewOf),
      values: [...values.values()].slice(0, MOST_VALUES).map(viewOf),
      valueCount: values.size,
    };
    await found.graph.release();
    return view;
  } finally {
    await checkpoint.close();
  }
}

function valueView({ name, shape, integer }: ValueInfo, op: string | null): ValueView {
  return { name, op, shape: shape.map((size) => size ?? null), integer: integer ?? false };
}
