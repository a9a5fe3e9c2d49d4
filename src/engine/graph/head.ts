// From the residual stream to answers: final norm (BERT: transform), unembedding, probabilities.

import { type Graph, GraphBuilder } from './graph.ts';
import { activate, capped, declareWeights, linear, norm } from './layers.ts';
import { type HeadSpec, headWeights, isProjected, type Spec } from './spec.ts';

/** What is read of rows of x, [R, ..]: */
export type Reading =
  | 'answerLogits' // [R, A], of the answers: nothing is computed for the rest of the vocabulary
  | 'mass' // [R], the probability that one of the answers is said
  | 'logits'; // [R, V]

/** Inputs: x [R, d]; the head's weights; but for 'logits' answers [A], token ids. Its output is the reading; marks what
 * the unembedding reads. */
export function headGraph(spec: Spec, head: HeadSpec, reading: Reading): Graph {
  const graph = new GraphBuilder();
  const weights = declareWeights(graph, headWeights(spec));
  const x = graph.input('x', ['R', spec.width]);
  const dense = () =>
    activate(graph, head.activation, linear(graph, head.layout, weights, x, 'dense'));
  const entering = head.kind === 'transform' ? dense() : x;
  const normed = head.kind === 'plain' ? x : norm(graph, head.norm, entering, 'norm');
  graph.mark('final', normed, ['R', spec.width]);
  const read = isProjected(head, spec.width)
    ? linear(graph, 'out-in', weights, normed, 'project')
    : normed; // [R, e]
  const unembed = ['unembed', ...(head.bias ? ['unembed.bias'] : [])]; // [V, e], [V]
  const answers = () => graph.input('answers', ['A'], 'int32');
  const chosen = (value: string, axis: number) => graph.op('Gather', [value, answers()], { axis });
  const rows = reading === 'answerLogits' ? unembed.map((weight) => chosen(weight, 0)) : unembed;
  const plain = graph.op('Gemm', [read, ...rows], { transB: 1 });
  const logits = capped(graph, plain, head.softcap); // [R, A or V]
  if (reading !== 'mass') {
    graph.output(reading, logits, ['R', reading === 'logits' ? spec.vocabulary : 'A']);
  } else {
    const said = chosen(graph.op('Softmax', [logits], { axis: -1 }), 1);
    graph.output(reading, graph.op('ReduceSum', [said, graph.ints([1])], { keepdims: 0 }), ['R']);
  }
  return graph.build('head');
}
