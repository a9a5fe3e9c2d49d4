// The second half of a transformer block: z is written back to the residual stream, then the MLP.
import type { GraphBuilder, Value } from './graph.ts';
import { activate, declareWeights, linear, norm, picked, rowsOf, stateOf } from './layers.ts';
import { type BlockSpec, finishWeights } from './spec.ts';
import type { Kind, Stage, State } from './stage.ts';

/** x [B, P, d], z [B, P or 1, H dh] -> x [B, P or 1, d]. Marks what attention and MLP add, [B, P or 1, d]. */
export function finishStage(block: BlockSpec, group: string): Stage {
  const { attention: a, mlp, width } = block;
  const bias = a.bias.out;
  const from = a.heads * a.headWidth;
  return {
    group,
    sees: 'itself',
    takes: { x: width, z: from },
    gives: { x: width },
    ends: ['z'],
    weights: finishWeights(block),
    widest: mlp.gated ? 2 * mlp.width : mlp.width,
    headWidth: undefined,
    past: undefined,
    content: `finish ${JSON.stringify({ ...block, attention: { from, bias } })}`,
    build: (graph, state, kind) => finish(graph, block, kind, state),
    inputs: () => ({}),
  };
}

/** Adds attention and MLP to the residual stream, in the block's order. Rows are [R, ...], R = B P or B. */
function finish(graph: GraphBuilder, block: BlockSpec, kind: Kind, { x, z }: State): State {
  const { width: d, attention: a, order, layout } = block;
  const weights = declareWeights(graph, finishWeights(block));
  const own = picked(graph, rowsOf(graph, x, d), kind);
  const after = (value: Value, name: string) =>
    order === 'around' ? norm(graph, block.norm, value, name) : value;
  const heads = rowsOf(graph, z, a.heads * a.headWidth);
  const attention = after(linear(graph, layout, weights, heads, 'out'), 'norm1_after');
  const middle = graph.op('Add', [own, attention]);
  const between = order === 'post' ? norm(graph, block.norm, middle, 'norm1') : middle;
  const normed = (value: Value) => norm(graph, block.norm, value, 'norm2');
  const read = order === 'post' ? between : normed(order === 'parallel' ? own : middle);
  const added = after(mlp(graph, block, weights, read), 'norm2_after');
  const sum = graph.op('Add', [between, added]);
  const state = (rows: Value) => stateOf(graph, rows, x, d);
  graph.mark('attention', state(attention), ['B', 'Q', d]);
  graph.mark('mlp', state(added), ['B', 'Q', d]);
  return { x: state(order === 'post' ? normed(sum) : sum) };
}

/** [R, d] -> [R, d] */
function mlp(graph: GraphBuilder, block: BlockSpec, weights: ReadonlySet<string>, x: Value): Value {
  const { activation, gated } = block.mlp;
  const through = (value: Value, name: string) => linear(graph, block.layout, weights, value, name);
  const up = through(x, 'up');
  if (!gated) return through(activate(graph, activation, up), 'down');
  const [gate, value] = graph.ops('Split', [up], 2, { axis: 1, num_outputs: 2 });
  return through(graph.op('Mul', [activate(graph, activation, gate), value]), 'down');
}
