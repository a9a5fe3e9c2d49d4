// A graph whose products of rows and weights are MatMul: on a device its kernel is the one that is made to be fast, and a
// Gemm's takes several times as long. What Gemm transposes is transposed before, which is little beside the product.
import type { Graph, Node, Value } from './graph.ts';

export function plainProducts(graph: Graph): Graph {
  const nodes: Node[] = [];
  const turned = new Map<Value, Value>();
  const add = (type: string, inputs: Value[], output: Value, attributes = {}) =>
    nodes.push({ type, inputs, outputs: [output], attributes, domain: '' });
  const turn = (value: Value) => {
    const made = turned.get(value) ?? `${value}.turned`;
    if (!turned.has(value)) add('Transpose', [value], made, { perm: [1, 0] });
    turned.set(value, made);
    return made;
  };
  for (const node of graph.nodes) {
    const { transA, transB, alpha, beta } = node.attributes;
    if (node.type !== 'Gemm' || transA || alpha !== undefined || beta !== undefined) {
      nodes.push(node);
      continue;
    }
    const [rows, weight, bias] = node.inputs;
    const [output] = node.outputs;
    const product = bias === undefined ? output : `${output}.product`;
    add('MatMul', [rows, transB ? turn(weight) : weight], product);
    if (bias !== undefined) add('Add', [product, bias], output);
  }
  return { ...graph, nodes };
}
