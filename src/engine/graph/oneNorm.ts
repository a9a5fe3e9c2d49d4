// A root-mean-square norm as one operator in the place of six.
import type { Graph, Node } from './graph.ts';
import { type Finder, type Found, replaced } from './match.ts';

export function oneNorm(graph: Graph): Graph {
  return replaced(graph, normOf);
}

/** x / sqrt(mean(x x) + epsilon) times a weight. */
function normOf(last: Node, { maker, constant }: Finder): Found | undefined {
  if (last.type !== 'Mul') return undefined;
  const [quotient, weight] = last.inputs;
  const division = maker(quotient, 'Div');
  const root = maker(division?.inputs[1], 'Sqrt');
  const sum = maker(root?.inputs[0], 'Add');
  const mean = maker(sum?.inputs[0], 'ReduceMean');
  const square = maker(mean?.inputs[0], 'Mul');
  if (!division || !root || !sum || !mean || !square) return undefined;
  const [x] = division.inputs;
  const [axes, epsilon] = [constant(mean.inputs[1])?.data, constant(sum.inputs[1])?.data];
  const isOfRows = axes?.length === 1 && axes[0] === -1 && mean.attributes.keepdims === 1;
  if (!isOfRows || epsilon?.length !== 1 || square.inputs.some((value) => value !== x))
    return undefined;
  const norm: Node = {
    type: 'SimplifiedLayerNormalization',
    inputs: [x, weight],
    outputs: last.outputs,
    attributes: { axis: -1, epsilon: epsilon[0], stash_type: 1 },
    domain: '',
  };
  return { nodes: [square, mean, sum, root, division, last], instead: [norm] };
}
