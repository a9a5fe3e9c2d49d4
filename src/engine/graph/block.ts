// One transformer block as a graph. Weights, the past and the mask are inputs, so one session
// serves every block of a model. Which positions are computed is the caller's choice: T' of the T
// positions (those from the first interchanged one on), over keys and values of the rest.

import { type Graph, GraphBuilder, type Value } from './graph.ts';
import { activate, declareWeights, linear, norm } from './layers.ts';
import { blockWeights, type Spec } from './spec.ts';

/** What a block graph takes and gives beside its rows. One session a combination. */
export type BlockGraph = {
  /** Takes the base run's keys and values for the positions before the first computed one. */
  readonly past: boolean;
  /** Gives keys and values, for later variants to use as their past. */
  readonly keep: boolean;
  /** Computes the answer position only: all that the last block has to. */
  readonly readOut: boolean;
  /** Gives attention patterns, z, attention and MLP outputs. */
  readonly hooks: boolean;
};

/**
 * Inputs: x [B, T', d]; mask [B or 1, 1, T' or 1, T] added to the scores; the block's weights;
 * if rotary: cos, sin [T', 1, r / 2]; if past: pastKeys [n, K, dh, S], pastValues [n, K, S, dh], start [1]
 * (positions taken from the past), base [B] (whose past); if readOut: rows [B] (index into B T').
 * Outputs: y [B, T', d], or [B, d] if readOut; if keep: keys [B, K, dh, T'], values [B, K, T', dh];
 * if hooks: pattern [B, H, T', T], z [B, T', H, dh], attention [B, T', d], mlp [B, T', d].
 */
export function blockGraph(spec: Spec, kind: BlockGraph): Graph {
  const graph = new GraphBuilder();
  const weights = declareWeights(graph, blockWeights(spec));
  const x = graph.input('x', ['B', 'Q', spec.width]);
  const rows = kind.readOut ? graph.input('rows', ['B'], 'int32') : undefined;
  const size = sizes(graph, x, kind.readOut);
  const pick = (value: Value) => (rows ? graph.op('Gather', [value, rows], { axis: 0 }) : value);
  const all = graph.op('Reshape', [x, graph.ints([-1, spec.width])]); // [B T', d]

  const read = spec.normPlace === 'pre' ? norm(graph, spec, all, 'norm1') : all;
  const attended = attend(graph, spec, kind, weights, read, size, pick);
  const attention = linear(graph, spec, weights, attended.z, 'out'); // [R, d], R = B T' or B
  const { output, added } = mix(graph, spec, weights, pick(all), attention);

  const positions = rows ? [] : [size.queries];
  const shape = graph.op('Concat', [size.batch, ...positions, graph.ints([spec.width])], {
    axis: 0,
  });
  const dims = rows ? ['B', spec.width] : ['B', 'Q', spec.width];
  const give = (name: string, value: Value) =>
    graph.output(name, graph.op('Reshape', [value, shape]), dims);
  give('y', output);
  if (kind.hooks) {
    give('attention', attention);
    give('mlp', added);
    graph.output('pattern', attended.pattern, ['B', spec.heads, 'Q', 'T']);
    graph.output('z', attended.byHead, ['B', 'Q', spec.heads, spec.headWidth]);
  }
  if (kind.keep) {
    graph.output('keys', attended.keys, ['B', spec.kvHeads, spec.headWidth, 'Q']);
    graph.output('values', attended.values, ['B', spec.kvHeads, 'Q', spec.headWidth]);
  }
  return graph.build('block');
}

/** Adds attention and MLP to the residual stream, in the family's order. Rows [R, d]. */
function mix(
  graph: GraphBuilder,
  spec: Spec,
  weights: ReadonlySet<string>,
  own: Value,
  attention: Value,
): { output: Value; added: Value } {
  const middle = graph.op('Add', [own, attention]);
  if (spec.normPlace === 'post') {
    const between = norm(graph, spec, middle, 'norm1');
    const added = mlp(graph, spec, weights, between);
    return { output: norm(graph, spec, graph.op('Add', [between, added]), 'norm2'), added };
  }
  const added = mlp(graph, spec, weights, norm(graph, spec, spec.parallel ? own : middle, 'norm2'));
  return { output: graph.op('Add', [middle, added]), added };
}

/** [R, d] -> [R, d] */
function mlp(graph: GraphBuilder, spec: Spec, weights: ReadonlySet<string>, x: Value): Value {
  const up = linear(graph, spec, weights, x, 'up');
  if (!spec.gated)
    return linear(graph, spec, weights, activate(graph, spec.activation, up), 'down');
  const [gate, value] = graph.ops('Split', [up], 2, { axis: 1, num_outputs: 2 });
  const gated = graph.op('Mul', [activate(graph, spec.activation, gate), value]);
  return linear(graph, spec, weights, gated, 'down');
}

/** Sizes known only at run time, each as a vector of one int64. */
type Sizes = { readonly batch: Value; readonly positions: Value; readonly queries: Value };

function sizes(graph: GraphBuilder, x: Value, readOut: boolean): Sizes {
  const shape = graph.op('Shape', [x]);
  const at = (i: number) => graph.op('Slice', [shape, graph.ints([i]), graph.ints([i + 1])]);
  const positions = at(1); // T'
  return { batch: at(0), positions, queries: readOut ? graph.ints([1]) : positions };
}

type Attended = {
  readonly z: Value; // [R, H dh]
  readonly byHead: Value; // [B, Q, H, dh]
  readonly pattern: Value; // [B, H, Q, T]
  readonly keys: Value; // [B, K, dh, T']
  readonly values: Value; // [B, K, T', dh]
};

/** Attention up to z. Query heads that share a key head are folded into its query axis. */
function attend(
  graph: GraphBuilder,
  spec: Spec,
  kind: BlockGraph,
  weights: ReadonlySet<string>,
  x: Value, // [B T', d]
  size: Sizes,
  pick: (value: Value) => Value,
): Attended {
  const { heads: H, kvHeads: K, headWidth: dh } = spec;
  const G = H / K;
  const shape = (...parts: (Value | number[])[]) =>
    graph.op(
      'Concat',
      parts.map((p) => (typeof p === 'string' ? p : graph.ints(p))),
      { axis: 0 },
    );
  const reshape = (value: Value, to: Value) => graph.op('Reshape', [value, to]);
  const transpose = (value: Value, perm: number[]) => graph.op('Transpose', [value], { perm });

  const fused = linear(graph, spec, weights, x, 'qkv'); // [B T', (H + 2 K) dh]
  const widths = graph.ints([H * dh, K * dh, K * dh]);
  const [q0, k0, v0] = graph.ops('Split', [fused, widths], 3, { axis: 1 });
  const perHead = (value: Value, n: number) =>
    reshape(value, shape(size.batch, size.positions, [n, dh])); // [B, T', n, dh]
  const turned = spec.rotary ? rotary(graph, spec) : (value: Value) => value;
  const q = pick(reshape(turned(perHead(q0, H)), graph.ints([-1, H * dh]))); // [R, H dh]
  const keys = transpose(turned(perHead(k0, K)), [0, 2, 3, 1]); // [B, K, dh, T']
  const values = transpose(perHead(v0, K), [0, 2, 1, 3]); // [B, K, T', dh]
  const past = kind.past ? withPast(graph, spec, keys, values) : { keys, values };

  const scaled = graph.op('Mul', [q, graph.float(1 / Math.sqrt(dh))]);
  const grouped = transpose(
    reshape(scaled, shape(size.batch, size.queries, [K, G, dh])),
    [0, 2, 3, 1, 4],
  );
  const queries = reshape(grouped, shape(size.batch, [K, -1, dh])); // [B, K, G Q, dh]
  const scores = graph.op('MatMul', [queries, past.keys]); // [B, K, G Q, T]
  const byQuery = reshape(scores, shape(size.batch, [H], size.queries, [-1])); // [B, H, Q, T]
  const mask = graph.input('mask', ['M', 1, 'N', 'T']);
  const pattern = graph.op('Softmax', [graph.op('Add', [byQuery, mask])], { axis: -1 });

  const folded = G === 1 ? pattern : reshape(pattern, foldShape(graph, spec, size, pattern));
  const mixed = graph.op('MatMul', [folded, past.values]); // [B, K, G Q, dh]
  const byHead = transpose(
    reshape(mixed, shape(size.batch, [H], size.queries, [dh])),
    [0, 2, 1, 3],
  );
  const z = reshape(byHead, graph.ints([-1, H * dh]));
  return { z, byHead, pattern, keys, values };
}

/** The shape [B, K, G Q, T] of a pattern [B, H, Q, T]. */
function foldShape(graph: GraphBuilder, spec: Spec, size: Sizes, pattern: Value): Value {
  const shape = graph.op('Shape', [pattern]);
  const last = graph.op('Slice', [shape, graph.ints([3]), graph.ints([4])]);
  const groups = graph.op('Mul', [size.queries, graph.ints([spec.heads / spec.kvHeads])]);
  return graph.op('Concat', [size.batch, graph.ints([spec.kvHeads]), groups, last], { axis: 0 });
}

/** Puts the base run's keys and values of the first `start` positions before the computed ones. */
function withPast(graph: GraphBuilder, spec: Spec, keys: Value, values: Value) {
  const { kvHeads: K, headWidth: dh } = spec;
  const start = graph.input('start', [1], 'int32');
  const base = graph.input('base', ['B'], 'int32');
  const pastKeys = graph.input('pastKeys', ['n', K, dh, 'S']);
  const pastValues = graph.input('pastValues', ['n', K, 'S', dh]);
  const first = graph.op('Cast', [start], { to: 7 });
  const before = (past: Value, axis: number) => {
    const kept = graph.op('Slice', [past, graph.ints([0]), first, graph.ints([axis])]);
    return graph.op('Gather', [kept, base], { axis: 0 });
  };
  return {
    keys: graph.op('Concat', [before(pastKeys, 3), keys], { axis: 3 }), // [B, K, dh, T]
    values: graph.op('Concat', [before(pastValues, 2), values], { axis: 2 }), // [B, K, T, dh]
  };
}

/** Rotates the first r = 2 |rotary| of dh, halves apart as in GPT-NeoX and Llama. [B, T', n, dh] */
function rotary(graph: GraphBuilder, spec: Spec): (value: Value) => Value {
  const turn = 2 * spec.rotary!.frequencies.length;
  const cos = graph.input('cos', ['Q', 1, turn / 2]);
  const sin = graph.input('sin', ['Q', 1, turn / 2]);
  const sizesOf = [turn / 2, turn / 2, ...(turn < spec.headWidth ? [spec.headWidth - turn] : [])];
  return (value) => {
    const [a, b, ...rest] = graph.ops('Split', [value, graph.ints(sizesOf)], sizesOf.length, {
      axis: 3,
    });
    const product = (x: Value, y: Value) => graph.op('Mul', [x, y]);
    const first = graph.op('Sub', [product(a, cos), product(b, sin)]);
    const second = graph.op('Add', [product(b, cos), product(a, sin)]);
    return graph.op('Concat', [first, second, ...rest], { axis: 3 });
  };
}
