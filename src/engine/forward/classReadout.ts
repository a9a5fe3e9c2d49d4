// What a classifier's output says, as logits of its classes: they are its numbers themselves, or the logarithms of
// probabilities; of one number alone, it speaks for the second of two classes.
import { type Dims, type Graph, GraphBuilder } from '../graph/graph.ts';
import type { Reading } from '../graph/head.ts';
import type { Readout } from './network.ts';

export type Saying = 'logits' | 'probabilities' | 'one logit' | 'one probability';

/** A probability that a model rounds to 0 has a logarithm all the same. */
const least = 1e-37;

export function classReadout(saying: Saying, classes: number): Readout {
  return {
    group: 'output',
    weights: [],
    widest: classes,
    graph: (reading) => readingGraph(saying, classes, reading),
  };
}

function readingGraph(saying: Saying, classes: number, reading: Reading): Graph {
  const graph = new GraphBuilder();
  const isOne = saying === 'one logit' || saying === 'one probability';
  const x = graph.input('x', ['R', isOne ? 1 : classes]);
  const logits = logitsOf(graph, x, saying);
  const answers = () => graph.input('answers', ['A'], 'int32');
  const chosen = (value: string) => graph.op('Gather', [value, answers()], { axis: 1 });
  const all = () => graph.op('Softmax', [logits], { axis: -1 });
  const readings: Readonly<Record<Reading, () => readonly [string, Dims]>> = {
    logits: () => [graph.op('Identity', [logits]), ['R', classes]],
    answerLogits: () => [chosen(logits), ['R', 'A']],
    mass: () => [graph.op('ReduceSum', [chosen(all()), graph.ints([1])], { keepdims: 0 }), ['R']],
  };
  graph.output(reading, ...readings[reading]());
  return graph.build('output');
}

function logitsOf(graph: GraphBuilder, x: string, saying: Saying): string {
  const log = (p: string) => graph.op('Log', [graph.op('Max', [p, graph.float(least)])]);
  const both = (first: string, second: string) => graph.op('Concat', [first, second], { axis: 1 });
  switch (saying) {
    case 'logits':
      return x;
    case 'probabilities':
      return log(x);
    case 'one logit':
      return both(graph.op('Sub', [x, x]), x);
    case 'one probability':
      return both(log(graph.op('Sub', [graph.float(1), x])), log(x));
  }
}
