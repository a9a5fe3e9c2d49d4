// A graph as a value: operators of ONNX over named values, and the builder that makes it. Whoever has
// a graph can encode it (onnx.ts) or look at its nodes. Knows nothing of models.

export type ElementType = 'float32' | 'int32' | 'int64';

/** A value inside a graph: the output of a node, an input or a constant, by its name. */
export type Value = string;
/** Fixed sizes as numbers, sizes known only at run time as names. */
export type Dims = readonly (number | string)[];
export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

export type Input = { readonly name: Value; readonly dims: Dims; readonly type: ElementType };
/** All are float32. */
export type Output = { readonly name: Value; readonly dims: Dims };
export type Constant = {
  readonly name: Value;
  readonly type: 'float32' | 'int64';
  readonly dims: readonly number[];
  readonly data: readonly number[];
};
export type Node = {
  readonly type: string; // "MatMul"
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  readonly domain: string; // '': ONNX's own
};

/** A value within a graph that is worth a look: see `observed`. */
export type Mark = { readonly name: string; readonly value: Value; readonly dims: Dims };

/** Nodes stand in the order of their computation. */
export type Graph = {
  readonly name: string;
  readonly marks: readonly Mark[];
  readonly inputs: readonly Input[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly Output[];
};

export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #inputs: Input[] = [];
  readonly #outputs: Output[] = [];
  readonly #marks: Mark[] = [];
  /** Outputs of the nodes by what these compute: what is asked for again is not computed again. */
  readonly #computed = new Map<string, Value[]>();
  readonly #renamed = new Map<Value, string>();
  #named = 0;

  /** A builder that goes on where a graph ends: all that is in it is there. Its outputs are outputs no longer. */
  static on({ inputs, constants, nodes, marks }: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    builder.#inputs.push(...inputs);
    builder.#marks.push(...marks);
    for (const constant of constants) builder.#constants.set(keyOf(constant), constant);
    for (const node of nodes) builder.#add(node);
    const names = [
      ...constants.map(({ name }) => name),
      ...nodes.flatMap(({ outputs }) => outputs),
    ];
    builder.#named = Math.max(
      0,
      ...names.map((name) => Number(/_(\d+)$/.exec(name)?.[1] ?? -1) + 1),
    );
    return builder;
  }

  /** Several stages may ask for the same input. */
  input(name: string, dims: Dims, type: ElementType = 'float32'): Value {
    const isKnown = this.#inputs.some((input) => input.name === name);
    if (!isKnown) this.#inputs.push({ name, dims, type });
    return name;
  }

  /** Makes the node output `value` an output of the graph, under the name `name`. */
  output(name: string, value: Value, dims: Dims): void {
    this.#renamed.set(value, name);
    this.#outputs.push({ name, dims });
  }

  /** Names a value for whoever wants to see it. */
  mark(name: string, value: Value, dims: Dims): void {
    this.#marks.push({ name, value, dims });
  }

  /** Adds a node with one output and returns it. */
  op(type: string, inputs: readonly Value[], attributes: Attributes = {}, domain = ''): Value {
    return this.ops(type, inputs, 1, attributes, domain)[0];
  }

  ops(
    type: string,
    inputs: readonly Value[],
    count: number,
    attributes: Attributes = {},
    domain = '',
  ): Value[] {
    const known = this.#computed.get(computedBy({ type, inputs, attributes, domain }, count));
    if (known) return known;
    const outputs = Array.from({ length: count }, () => `${type}_${this.#named++}`);
    this.#add({ type, inputs, outputs, attributes, domain });
    return outputs;
  }

  /** A constant vector of int64, as shapes, axes and indices want it. */
  ints(values: readonly number[]): Value {
    return this.#constant('int64', [values.length], values);
  }

  /** A constant scalar. */
  float(value: number): Value {
    return this.#constant('float32', [], [value]);
  }

  /** The numbers of a constant; undefined: it is none. */
  constantOf(value: Value): readonly number[] | undefined {
    return [...this.#constants.values()].find(({ name }) => name === value)?.data;
  }

  build(name: string): Graph {
    const rename = (value: Value) => this.#renamed.get(value) ?? value;
    return {
      name,
      inputs: this.#inputs,
      constants: [...this.#constants.values()],
      nodes: this.#nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(rename),
        outputs: node.outputs.map(rename),
      })),
      outputs: this.#outputs,
      marks: this.#marks.map((mark) => ({ ...mark, value: rename(mark.value) })),
    };
  }

  #add(node: Node): void {
    this.#nodes.push(node);
    this.#computed.set(computedBy(node, node.outputs.length), [...node.outputs]);
  }

  #constant(type: Constant['type'], dims: readonly number[], data: readonly number[]): Value {
    const key = keyOf({ type, data });
    const known = this.#constants.get(key);
    if (known !== undefined) return known.name;
    const name = `constant_${this.#named++}`;
    this.#constants.set(key, { name, type, dims, data });
    return name;
  }
}

function computedBy(node: Omit<Node, 'outputs'>, count: number): string {
  const { type, inputs, attributes, domain } = node;
  return JSON.stringify([type, inputs, count, attributes, domain]);
}

function keyOf({ type, data }: Pick<Constant, 'type' | 'data'>): string {
  return `${type} ${data}`;
}

/** The graph with these of its marks as outputs. */
export function observed(graph: Graph, names: readonly string[]): Graph {
  const marks = graph.marks.filter(({ name }) => names.includes(name));
  const looks = marks.map(({ name, value }) => ({
    type: 'Identity',
    inputs: [value],
    outputs: [name],
    attributes: {},
    domain: '',
  }));
  return {
    ...graph,
    nodes: [...graph.nodes, ...looks],
    outputs: [...graph.outputs, ...marks.map(({ name, dims }) => ({ name, dims }))],
  };
}
