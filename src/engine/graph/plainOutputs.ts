// Values that are given under another name have that name from the start, which saves a copy each. The runtime, where it
// leaves such copies out, loses a norm that another product reads as well.
import type { Graph, Value } from './graph.ts';

export function plainOutputs(graph: Graph): Graph {
  const given = new Set(graph.outputs.map(({ name }) => name));
  const made = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const names = new Map<Value, Value>();
  const nodes = graph.nodes.filter(({ type, inputs: [from], outputs: [to] }) => {
    const isCopy = type === 'Identity' && given.has(to) && made.has(from);
    if (!isCopy || given.has(from) || names.has(from)) return true;
    names.set(from, to);
    return false;
  });
  const named = (value: Value) => names.get(value) ?? value;
  const renamed = nodes.map((node) => {
    return { ...node, inputs: node.inputs.map(named), outputs: node.outputs.map(named) };
  });
  return { ...graph, nodes: renamed };
}
