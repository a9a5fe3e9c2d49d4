// What a network that its file describes computes, value by value. Leaf.

export type ValueView = {
  readonly name: string;
  /** The operation or layer that gives it; null: it is an input. */
  readonly op: string | null;
  /** Rows first; null: any size. */
  readonly shape: readonly (number | null)[];
  /** Indices, such as token ids. */
  readonly integer: boolean;
};

export type GraphView = {
  /** "onnxruntime-node 1.30.0" */
  readonly computedBy: string;
  readonly inputs: readonly ValueView[];
  readonly outputs: readonly ValueView[];
  /** In an order in which each has what it takes, inputs among them; at most 10,000. */
  readonly values: readonly ValueView[];
  readonly valueCount: number;
};
