// From the residual stream to answers: final norm (BERT: transform), unembedding, probabilities.

import { type Graph, GraphBuilder } from './graph.ts';
import { activate, declareWeights, linear, norm } from './layers.ts';
import { type HeadSpec, headWeights, type Spec } from './spec.ts';

/**
 * Inputs: x [R, d]; the head's weights; answers [A] token ids.
 * Outputs: probabilities [R, A] of the answers among the whole vocabulary; answerLogits [R, A];
 * if `logits`: logits [R, V].
 */
export function headGraph(spec: Spec, head: HeadSpec, kind: { readonly logits: boolean }): Graph {
  const graph = new GraphBuilder();
  const weights = declareWeights(graph, headWeights(spec));
  const x = graph.input('x', ['R', spec.width]);
  const answers = graph.input('answers', ['A'], 'int32');
  const dense = () =>
    activate(graph, head.activation, linear(graph, head.layout, weights, x, 'dense'));
  const read = norm(graph, head.norm, head.kind === 'transform' ? dense() : x, 'norm');
  const inputs = [read, 'unembed', ...(head.bias ? ['unembed.bias'] : [])];
  const logits = graph.op('Gemm', inputs, { transB: 1 }); // [R, V]
  const probabilities = graph.op('Softmax', [logits], { axis: -1 });
  const answersOf = (value: string) => graph.op('Gather', [value, answers], { axis: 1 });
  graph.output('probabilities', answersOf(probabilities), ['R', 'A']);
  graph.output('answerLogits', answersOf(logits), ['R', 'A']);
  if (kind.logits) graph.output('logits', logits, ['R', spec.vocabulary]);
  return graph.build('head');
}
