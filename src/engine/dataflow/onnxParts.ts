// Which of a graph's nodes compute the wanted values from the given ones, and what else they need.
import { EngineError } from '../core/error.ts';
import { fillOf } from './onnxFill.ts';
import type { OnnxModel, OnnxNode } from './onnxModel.ts';

export type Part = {
  /** In the graph's order. */
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly string[];
  /** Values that are fed: of the given ones those that are used. */
  readonly given: readonly string[];
  /** Inputs of the graph that nobody gives and that are known all the same, such as a mask of ones. */
  readonly filled: readonly string[];
  /** Nodes that take the size of a value that is not computed here: what they give is fed. */
  readonly sizes: readonly OnnxNode[];
};

/** Sizes of values are known where the values are not. */
export function isSizeNode({ op, domain }: OnnxNode): boolean {
  return domain === '' && op === 'Shape';
}

/** Throws EngineError where the given values do not suffice, naming what lacks. */
export function partOf(
  model: OnnxModel,
  given: ReadonlySet<string>,
  wanted: readonly string[],
): Part {
  const reached = reachedFrom(model, given);
  const needed = new Set(wanted);
  const nodes: OnnxNode[] = [];
  const sizes: OnnxNode[] = [];
  for (const node of model.nodes.toReversed()) {
    if (!node.gives.some((name) => needed.has(name) && !given.has(name))) continue;
    const lacks = node.takes.find((name) => !reached.has(name));
    if (lacks === undefined) {
      nodes.push(node);
      for (const name of node.takes) needed.add(name);
    } else if (isSizeNode(node)) {
      sizes.push(node);
    } else {
      throw lacking(model, given, wanted);
    }
  }
  const fed = (name: string) => needed.has(name);
  return {
    nodes: nodes.reverse(),
    sizes,
    weights: [...model.weights.keys()].filter((name) => fed(name) && !given.has(name)),
    given: [...given].filter(fed),
    filled: model.inputs.map(({ name }) => name).filter((name) => fed(name) && !given.has(name)),
  };
}

/** Values that can be computed. */
function reachedFrom(model: OnnxModel, given: ReadonlySet<string>): ReadonlySet<string> {
  const filled = model.inputs.filter((input) => fillOf(model, input) !== undefined);
  const reached = new Set([...given, ...model.weights.keys(), ...filled.map(({ name }) => name)]);
  for (const node of model.nodes) {
    if (isSizeNode(node) || node.takes.every((name) => reached.has(name))) {
      for (const name of node.gives) reached.add(name);
    }
  }
  return reached;
}

/** Names what else is taken on the way: a value beside the given ones, or an input. */
function lacking(
  model: OnnxModel,
  given: ReadonlySet<string>,
  wanted: readonly string[],
): EngineError {
  const reached = reachedFrom(model, given);
  const touched = new Set(given);
  let lacks = model.inputs.find(({ name }) => !reached.has(name))?.name ?? '';
  for (const { takes, gives } of model.nodes) {
    if (!takes.some((name) => touched.has(name))) continue;
    const other = takes.find((name) => !reached.has(name) && !touched.has(name));
    if (other !== undefined) {
      lacks = other;
      break;
    }
    for (const name of gives) touched.add(name);
  }
  const value = wanted.find((name) => !reached.has(name)) ?? '';
  const from = [...given].map(model.quoted).join(', ') || 'nothing';
  const what = `${model.quoted(value)} of ${model.file} does not follow from ${from} alone`;
  return new EngineError('model-inconsistent', what, {
    hint: `It is computed from ${model.quoted(lacks)} as well: give that too.`,
  });
}
