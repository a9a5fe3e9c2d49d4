// A graph with the factors of its matrix products in half precision, which devices compute faster; sums between them,
// norms and the residual stream stay in single, so what is rounded is rounded once a product.
import type { Graph, Node, Value } from './graph.ts';

const products = new Set(['MatMul', 'Gemm']);
const [single, half] = [1, 10]; // ONNX's numbers of element types

export function inHalf(graph: Graph): Graph {
  const nodes: Node[] = [];
  const halves = new Map<Value, Value>();
  const add = (type: string, from: Value, into: Value, attributes = {}) =>
    nodes.push({ type, inputs: [from], outputs: [into], attributes, domain: '' });
  const halfOf = (value: Value) => {
    const made = halves.get(value) ?? `${value}.half`;
    if (!halves.has(value)) {
      // What stands between keeps a CPU, which computes in single, from leaving the rounding out as there and back.
      add('Cast', value, `${value}.rounded`, { to: half });
      add('Identity', `${value}.rounded`, made);
    }
    halves.set(value, made);
    return made;
  };
  for (const node of graph.nodes) {
    if (!products.has(node.type)) {
      nodes.push(node);
      continue;
    }
    const [output] = node.outputs;
    const made = `${output}.product`;
    nodes.push({ ...node, inputs: node.inputs.map(halfOf), outputs: [made] });
    add('Cast', made, output, { to: single });
  }
  return { ...graph, nodes };
}
