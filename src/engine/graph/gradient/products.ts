// Products of matrices: Gemm, and MatMul of stacks of them, which may be spread over one another.
import type { Node, Value } from '../graph.ts';
import { numberOf, onlyWith, type Rule } from './rule.ts';
import { summedTo } from './shapes.ts';

/** What a node multiplies, each as it is or transposed. */
type Factor = { readonly value: Value; readonly turned: boolean };

/** Y = A B, and in a Gemm + C: G B^T, A^T G and G; of a transposed one its transpose, the factors in the other order. */
export const product: Rule = (graph, node, [g]) => {
  const [a, b, c] = node.inputs;
  const isPlain = Object.keys(node.attributes).every((name) => name.startsWith('trans'));
  onlyWith(node, 'without factors', isPlain);
  const [A, B] = [a, b].map((value, i) => factor(node, value, i));
  const G = { value: g, turned: false };
  const times = (one: Factor, other: Factor, like: Value) => {
    const [value, turns] = [[one.value, other.value], [one.turned, other.turned].map(Number)];
    const [transA, transB] = turns;
    if (node.type === 'Gemm') return graph.op('Gemm', value, { transA, transB });
    const made = graph.op('FusedMatMul', value, { transA, transB }, 'com.microsoft');
    return summedTo(graph, made, like);
  };
  return [
    () => (A.turned ? times(B, turn(G), a) : times(G, turn(B), a)),
    () => (B.turned ? times(turn(G), A, b) : times(turn(A), G, b)),
    c === undefined ? undefined : () => summedTo(graph, g, c),
  ];
};

function factor(node: Node, value: Value, i: number): Factor {
  return { value, turned: numberOf(node, i === 0 ? 'transA' : 'transB', 0) === 1 };
}

function turn({ value, turned }: Factor): Factor {
  return { value, turned: !turned };
}
