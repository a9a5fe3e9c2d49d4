// The turn of queries or keys by their positions as one operator in the place of eight, where all of a head turns.
import type { Constant, Graph, Node, Value } from './graph.ts';
import { type Finder, type Found, replaced } from './match.ts';

export function oneTurn(graph: Graph): Graph {
  return replaced(graph, turnOf);
}

/** first = one cos - other sin and second = other cos + one sin, one and other the halves of [B, P, n, dh]. */
function turnOf(last: Node, finder: Finder): Found | undefined {
  const { maker, constant } = finder;
  if (last.type !== 'Concat' || last.attributes.axis !== 3 || last.inputs.length !== 2)
    return undefined;
  const [difference, sum] = [maker(last.inputs[0], 'Sub'), maker(last.inputs[1], 'Add')];
  if (!difference || !sum) return undefined;
  const products = [...difference.inputs, ...sum.inputs].map((value) => maker(value, 'Mul'));
  const split = maker(products[0]?.inputs[0], 'Split');
  if (split?.outputs.length !== 2 || products.some((product) => !product)) return undefined;
  const [one, other] = split.outputs;
  const [cos, sin] = [products[0]!.inputs[1], products[1]!.inputs[1]];
  const wanted = [one, cos, other, sin, other, cos, one, sin];
  const sizes = constant(split.inputs[1])?.data;
  if (products.flatMap((product) => product!.inputs).join() !== wanted.join()) return undefined;
  if (split.attributes.axis !== 3 || !sizes || sizes[0] !== sizes[1]) return undefined;
  return {
    nodes: [split, ...(products as Node[]), difference, sum, last],
    ...turned(split.inputs[0], cos, sin, 2 * sizes[0], last.outputs[0]),
  };
}

/** The operator wants a position's heads side by side, and tables of two axes that begin at its first position. */
function turned(x: Value, cos: Value, sin: Value, width: number, output: Value) {
  const constants = [
    ints('turn.first', [0]),
    ints('turn.row', [0, 0, -1]),
    ints('turn.table', [-1, width / 2]),
    ints('turn.heads', [0, 0, -1, width]),
  ];
  const [first, row, table, heads] = constants.map(({ name }) => name);
  const [rows, made] = [`${output}.rows`, `${output}.turned`];
  const tables = [cos, sin].map((value) => `${output}.${value}`);
  const reshape = (from: Value, to: Value, into: Value) => node('Reshape', [from, to], into);
  const instead = [
    reshape(x, row, rows),
    reshape(cos, table, tables[0]),
    reshape(sin, table, tables[1]),
    node('RotaryEmbedding', [rows, first, ...tables], made, 'com.microsoft'),
    reshape(made, heads, output),
  ];
  return { instead, constants };
}

const node = (type: string, inputs: Value[], output: Value, domain = ''): Node => {
  return { type, inputs, outputs: [output], attributes: {}, domain };
};

const ints = (name: string, data: readonly number[]): Constant => {
  return { name, type: 'int64', dims: [data.length], data };
};
