// How a small change of a value moves others: the gradient of a gradient. What comes down to `wrt` is linear in what
// comes down to `of`, so its gradient with respect to that is the other way round: from a change of `wrt` to one of `of`.
import type { Graph } from '../graph.ts';
import { gradient, gradientOf } from './gradient.ts';

/** How the change of a value is called, as input and as output. */
export function changeOf(name: string): string {
  return gradientOf(gradientOf(name));
}

/**
 * From changes of the inputs or marks `wrt` to those of the outputs or marks `of`, to first order: inputs changeOf(name)
 * and those of the graph that it needs. What comes down, gradientOf(name of `of`), may be asked for, for its shape alone.
 */
export function change(graph: Graph, of: readonly string[], wrt: readonly string[]): Graph {
  return gradient(gradient(graph, of, wrt), wrt.map(gradientOf), of.map(gradientOf));
}
