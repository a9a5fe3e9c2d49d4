// What a rule is: how an operator passes a gradient on to its inputs.
import { EngineError } from '../../core/error.ts';
import type { GraphBuilder, Node, Value } from '../graph.ts';

/** What an input gets, made when it is asked for. undefined: it is a shape or an index, along which nothing moves. */
export type Pull = (() => Value) | undefined;

/** From a node and what its outputs get to what its inputs get; inputs that are left out are undefined. */
export type Rule = (graph: GraphBuilder, node: Node, given: readonly Value[]) => readonly Pull[];

export function numberOf({ attributes }: Node, name: string, otherwise: number): number {
  return (attributes[name] as number | undefined) ?? otherwise;
}

/** For what an operator can do and none of ours does: its gradient would be another. */
export function onlyWith({ type, attributes }: Node, wanted: string, isSo: boolean): void {
  if (isSo) return;
  const found = JSON.stringify(attributes);
  throw new EngineError('internal', `the gradient of ${type} is known ${wanted}: ${found}`, {
    hint: 'Extend its rule in graph/gradient, with a case of it in test/graph/gradient.test.ts.',
  });
}
