// From a graph to the graph of its gradient, by reverse mode: the nodes from last to first, each passing on what
// its outputs get to its inputs, by the rule of its operator (rules.ts). A gradient is a graph of the same operators,
// so it runs where its graph runs, and has a gradient itself.
import { EngineError } from '../../core/error.ts';
import { type Dims, type Graph, GraphBuilder, type Node, observed, type Value } from '../graph.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules.ts';
import { zerosLike } from './shapes.ts';

/** How the gradient with respect to a value is called, and what comes down to one. */
export function gradientOf(name: string): string {
  return `gradient of ${name}`;
}

/**
 * The gradient of the outputs or marks `of`, each weighed by an input of its shape, gradientOf(name), with respect to
 * the inputs or marks `wrt`: outputs gradientOf(name), of the shape of what they are named after. It has the inputs of
 * the graph that it needs, and its marks as far as they are computed. A name is in one of the lists alone.
 */
export function gradient(graph: Graph, of: readonly string[], wrt: readonly string[]): Graph {
  const builder = GraphBuilder.on(graph);
  const sums = new Sums(builder);
  for (const { name, value, dims } of of.map((each) => lookUp(graph, each))) {
    sums.add(value, builder.input(gradientOf(name), dims));
  }
  const targets = wrt.map((name) => lookUp(graph, name));
  const moved = movedBy(graph, new Set(targets.map(({ value }) => value)));
  for (const node of graph.nodes.toReversed()) passOn(graph, builder, node, sums, moved);
  for (const { name, value, dims } of targets) {
    builder.mark(gradientOf(name), sums.of(value) ?? zerosLike(builder, value), dims);
  }
  return pruned(observed(builder.build(`gradient of ${graph.name}`), wrt.map(gradientOf)));
}

/** What comes down to each value, from all who use it. */
class Sums {
  readonly #graph: GraphBuilder;
  readonly #parts = new Map<Value, Value>();

  constructor(graph: GraphBuilder) {
    this.#graph = graph;
  }

  add(value: Value, part: Value): void {
    const before = this.#parts.get(value);
    this.#parts.set(value, before === undefined ? part : this.#graph.op('Add', [before, part]));
  }

  of(value: Value): Value | undefined {
    return this.#parts.get(value);
  }
}

function passOn(
  graph: Graph,
  builder: GraphBuilder,
  node: Node,
  sums: Sums,
  moved: ReadonlySet<Value>,
): void {
  const gradients = node.outputs.map((output) => sums.of(output));
  const wanted = node.inputs.map((input) => moved.has(input));
  if (!wanted.some(Boolean) || gradients.every((each) => each === undefined)) return;
  const given = node.outputs.map((output, i) => gradients[i] ?? zerosLike(builder, output));
  const pulls = ruleOf(graph, node)(builder, node, given);
  for (const [i, input] of node.inputs.entries()) {
    const pull = pulls[i];
    if (wanted[i] && pull) sums.add(input, pull());
  }
}

/** The values that change with these: by way of shapes and indices none does. */
function movedBy(graph: Graph, values: ReadonlySet<Value>): ReadonlySet<Value> {
  const moved = new Set(values);
  for (const node of graph.nodes) {
    if (isFlat(node) || !node.inputs.some((input) => moved.has(input))) continue;
    for (const output of node.outputs) moved.add(output);
  }
  return moved;
}

function isFlat({ type }: Node): boolean {
  return rules.get(type) === 'flat';
}

function ruleOf(graph: Graph, { type, outputs }: Node): Rule {
  const rule = rules.get(type);
  if (rule !== undefined && rule !== 'flat') return rule;
  const message = `there is no gradient of the operator ${type}, which makes ${outputs[0]} of ${graph.name}`;
  throw new EngineError('internal', message, {
    hint: `Operators that have one: ${[...rules.keys()].join(', ')}. Add a rule to graph/gradient/rules.ts.`,
  });
}

type Named = { readonly name: string; readonly value: Value; readonly dims: Dims };

function lookUp({ inputs, outputs, marks, name: graph }: Graph, name: string): Named {
  const plain = [...inputs, ...outputs].find((each) => each.name === name);
  const found = plain ? { ...plain, value: name } : marks.find((mark) => mark.name === name);
  if (found) return found;
  const names = [...inputs, ...outputs, ...marks].map((each) => each.name).join(', ');
  throw new EngineError('internal', `${graph} has no input, output or mark ${name}: ${names}`);
}

/** What the outputs need, and no more. */
function pruned(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some((output) => needed.has(output))) return false;
    for (const input of inputs) needed.add(input);
    return true;
  });
  return {
    ...graph,
    nodes: nodes.toReversed(),
    inputs: graph.inputs.filter(({ name }) => needed.has(name)),
    constants: graph.constants.filter(({ name }) => needed.has(name)),
    marks: graph.marks.filter(({ value }) => needed.has(value)),
  };
}
