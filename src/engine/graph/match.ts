// To find nodes of a known shape in a graph, and to put others in their place.
import type { Constant, Graph, Node, Value } from './graph.ts';

export type Finder = {
  /** The node that makes a value, if it is of this type. */
  readonly maker: (value: Value | undefined, type: string) => Node | undefined;
  readonly constant: (value: Value) => Constant | undefined;
  /** Whether nobody but these nodes sees what all of them but the last make. */
  readonly alone: (nodes: readonly Node[]) => boolean;
};

export function finderOf({ nodes, constants, outputs }: Graph): Finder {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((value) => [value, node])));
  const users = new Map<Value, Node[]>();
  for (const node of nodes) {
    for (const value of node.inputs) users.set(value, [...(users.get(value) ?? []), node]);
  }
  const given = new Set(outputs.map(({ name }) => name));
  return {
    maker(value, type) {
      const made = value === undefined ? undefined : makers.get(value);
      return made?.type === type ? made : undefined;
    },
    constant: (value) => constants.find(({ name }) => name === value),
    alone(chosen) {
      const own = new Set(chosen);
      const isOwn = (value: Value) =>
        !given.has(value) && (users.get(value) ?? []).every((node) => own.has(node));
      return chosen.slice(0, -1).every((node) => node.outputs.every(isOwn));
    },
  };
}

/** What stands in the place of some nodes, the last of them `last`. */
export type Found = {
  readonly nodes: readonly Node[];
  readonly instead: readonly Node[];
  readonly constants?: readonly Constant[];
};

/** The graph with what `find` finds for a last node in the place of what it takes the place of. */
export function replaced(graph: Graph, find: (last: Node, finder: Finder) => Found | undefined) {
  const finder = finderOf(graph);
  const founds = new Map<Node, Found>();
  const gone = new Set<Node>();
  for (const node of graph.nodes) {
    const found = find(node, finder);
    if (!found || !finder.alone(found.nodes)) continue;
    founds.set(node, found);
    for (const each of found.nodes) gone.add(each);
  }
  const constants = new Map(graph.constants.map((constant) => [constant.name, constant]));
  for (const found of founds.values()) {
    for (const constant of found.constants ?? []) constants.set(constant.name, constant);
  }
  const nodes = graph.nodes.flatMap((node) => {
    return founds.get(node)?.instead ?? (gone.has(node) ? [] : [node]);
  });
  return { ...graph, constants: [...constants.values()], nodes } satisfies Graph;
}
