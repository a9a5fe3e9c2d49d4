// Nodes in an order in which each has what it takes: as the file has them wherever that is one.
import type { OnnxNode } from '../../dataflow/onnxModel.ts';
import { quoted } from '../words.ts';
import type { Walk } from './walk.ts';

/** `known` are the inputs and weights. Refuses values that nothing gives, that two give, and circles. */
export function inOrder(
  walk: Walk,
  nodes: readonly OnnxNode[],
  known: ReadonlySet<string>,
): readonly OnnxNode[] {
  const giver = new Map<string, number>();
  for (const [i, { gives }] of nodes.entries()) {
    for (const name of gives) {
      if (giver.has(name) || known.has(name)) {
        walk.fail('file-format', `gives the value ${quoted(name)} twice`);
      }
      giver.set(name, i);
    }
  }
  const ordered: OnnxNode[] = [];
  const state = new Uint8Array(nodes.length); // 0: not yet, 1: on the way, 2: done
  for (let i = 0; i < nodes.length; i++) visit(walk, nodes, { giver, known, state }, i, ordered);
  return ordered;
}

type Search = {
  readonly giver: ReadonlyMap<string, number>;
  readonly known: ReadonlySet<string>;
  readonly state: Uint8Array;
};

/** What a node takes, and then the node; without recursion, for chains are as long as the file. */
function visit(
  walk: Walk,
  nodes: readonly OnnxNode[],
  { giver, known, state }: Search,
  first: number,
  ordered: OnnxNode[],
): void {
  const stack = [{ node: first, next: 0 }];
  if (state[first] === 0) state[first] = 1;
  else return;
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const { takes, op } = nodes[top.node];
    if (top.next === takes.length) {
      state[top.node] = 2;
      ordered.push(nodes[top.node]);
      stack.pop();
      continue;
    }
    const name = takes[top.next++];
    if (known.has(name)) continue;
    const nowhere = () =>
      walk.fail('file-format', `has a ${op} that takes ${quoted(name)}, which nothing gives`);
    const from = giver.get(name) ?? nowhere();
    if (state[from] === 1) {
      walk.fail('file-format', `has a circle: ${quoted(name)} is computed from itself`);
    }
    if (state[from] === 0) {
      state[from] = 1;
      stack.push({ node: from, next: 0 });
    }
  }
}
