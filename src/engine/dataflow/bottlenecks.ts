// Where a network can be cut: its bottlenecks, values through which everything passes from the input to the output.
// They are the dominators of the output. A value that only restates the one before it (an activation, a norm, a
// reshape) makes no cut of its own, so that a file which fuses such operations has the same cuts as one that does not.
import { EngineError } from '../core/error.ts';
import type { ValueGraph, ValueStep } from './valueGraph.ts';

/** More cuts cost more interchanges than they tell; deeper networks are looked at in as many steps. */
export const mostCuts = 24;

/**
 * Operations that work number by number or only move numbers, by the beginning of their names: ONNX's operators, the
 * layers of Keras, TensorFlow's.
 */
const restating =
  /^(abs|activation|add(v2)?$|batchnorm|biasadd|cast|celu|clip|const|div|dropout|elu|erf|exp|flatten|fusedbatchnorm|gelu|groupnorm|hard|identity|inputlayer|instancenorm|layernorm|leaky|log|max(imum)?$|min(imum)?$|mish|mul(tiply)?$|neg|normali[sz]ation|pad|permute|pow|prelu|realdiv|relu|rescaling|reshape|rsqrt|selu|sigmoid|silu|softmax|softplus|softsign|sqrt|squeeze|spatialdropout|gaussian|sub(tract)?$|swish|tanh|transpose|unsqueeze|zeropadding)/;

/** All of them, in order, `input` and `output` included. Throws EngineError('model-unknown') where there is more than one input. */
export function bottlenecks(
  graph: ValueGraph,
  input: string,
  output: string,
  beside: ReadonlySet<string> = new Set(),
): string[] {
  const sources = graph.inputs.map(({ name }) => name).filter((name) => !beside.has(name));
  const chain = dominators(graph.steps, sources, output);
  if (chain[0] === input) return chain;
  const message = `${output} does not depend on the input ${input} alone`;
  throw new EngineError('model-unknown', message, {
    hint: 'Only networks of one input can be looked into.',
  });
}

/**
 * The values of the cuts from `input` on, in order; the output, the last of them, included. `beside`: inputs that are
 * always given, such as masks.
 */
export function cutValues(
  graph: ValueGraph,
  input: string,
  output: string,
  beside: ReadonlySet<string> = new Set(),
): string[] {
  const chain = bottlenecks(graph, input, output, beside);
  const makers = new Map(graph.steps.flatMap((step) => step.gives.map((name) => [name, step])));
  const groups: string[][] = [[input]];
  for (const [i, name] of chain.slice(1).entries()) {
    const restates = stepsBetween(makers, chain[i], name).every(({ op }) => isRestating(op));
    if (restates) groups[groups.length - 1].push(name);
    else groups.push([name]);
  }
  const rank = (name: string) => graph.values.get(name)?.shape.length ?? 0;
  const cuts = groups.map((group, g) => {
    if (g === 0) return input;
    // The last that still has its places: what is flattened afterwards says the same with less.
    const most = Math.max(...group.map(rank));
    return group.findLast((name) => rank(name) === most)!;
  });
  return thinned([...(groups.length > 1 ? cuts.slice(0, -1) : cuts), output]);
}

function isRestating(op: string): boolean {
  return restating.test(
    op
      .toLowerCase()
      .replace(/^.*[:.>/]/, '')
      .replaceAll('_', ''),
  );
}

/** As many as are allowed, evenly; the first and the last stay. */
function thinned(cuts: readonly string[]): string[] {
  if (cuts.length <= mostCuts) return [...cuts];
  const step = (cuts.length - 1) / (mostCuts - 1);
  return Array.from({ length: mostCuts }, (_, i) => cuts[Math.round(i * step)]);
}

/** Values that lie on every way from the sources to a value, in order; of several sources none is. */
function dominators(
  steps: readonly ValueStep[],
  sources: readonly string[],
  value: string,
): string[] {
  const root = '';
  /** By value the nearest one that all ways to it pass; absent: it depends on no source. */
  const before = new Map<string, string>(sources.map((name) => [name, root]));
  const depth = new Map<string, number>([[root, 0], ...sources.map((name) => [name, 1] as const)]);
  const meet = (a: string, b: string): string => {
    let [x, y] = [a, b];
    while (x !== y) {
      if (depth.get(x)! >= depth.get(y)!) x = before.get(x)!;
      else y = before.get(y)!;
    }
    return x;
  };
  for (const { takes, gives } of steps) {
    const from = takes.filter((name) => before.has(name));
    if (from.length === 0) continue;
    const nearest = from.reduce(meet);
    for (const name of gives) {
      before.set(name, nearest);
      depth.set(name, depth.get(nearest)! + 1);
    }
  }
  const chain: string[] = [];
  for (let at = before.has(value) ? value : root; at !== root; at = before.get(at)!) chain.push(at);
  return chain.reverse();
}

/** The steps by which a value is made of an earlier one. */
function stepsBetween(
  makers: ReadonlyMap<string, ValueStep>,
  from: string,
  to: string,
): readonly ValueStep[] {
  const found = new Set<ValueStep>();
  const open = [to];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const step = name === from ? undefined : makers.get(name);
    if (!step || found.has(step)) continue;
    found.add(step);
    open.push(...step.takes);
  }
  return [...found];
}
