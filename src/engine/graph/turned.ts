// Weights that lie turned over, [in, out]: products take them as they are, whatever else wants them turns them back.
import type { Graph, Node, Value } from './graph.ts';

export function takenTurned(graph: Graph, names: ReadonlySet<string>): Graph {
  const back = new Map<Value, Value>();
  const nodes: Node[] = [];
  const turnedBack = (value: Value) => {
    if (!names.has(value)) return value;
    const made = `${value}.back`;
    if (!back.has(value)) {
      const attributes = { perm: [1, 0] };
      nodes.push({ type: 'Transpose', inputs: [value], outputs: [made], attributes, domain: '' });
    }
    back.set(value, made);
    return made;
  };
  for (const node of graph.nodes) {
    const { type, inputs, attributes } = node;
    const [x, weight, ...bias] = inputs;
    if (type === 'Gemm' && attributes.transB && names.has(weight) && !names.has(x)) {
      const plain = { ...attributes, transB: 0 };
      nodes.push({ ...node, inputs: [x, weight, ...bias.map(turnedBack)], attributes: plain });
    } else nodes.push({ ...node, inputs: inputs.map(turnedBack) });
  }
  const inputs = graph.inputs.map((input) =>
    names.has(input.name) ? { ...input, dims: input.dims.toReversed() } : input,
  );
  return { ...graph, inputs, nodes };
}
