// A network as an ONNX file has it, with the file's own bytes where nothing of them is our business.

/** Of the file. */
export type Piece = { readonly begin: number; readonly end: number };

export type OnnxValue = {
  readonly name: string;
  /** TensorProto.DataType of its elements; undefined: it is no tensor, or the file does not say. */
  readonly type: number | undefined;
  /** Names are sizes known only at run time, undefined ones have no name; undefined: not even the rank is known. */
  readonly dims: readonly (number | string | undefined)[] | undefined;
};

export type OnnxNode = {
  readonly op: string;
  readonly domain: string;
  /** By their place; '': left out. */
  readonly slots: readonly string[];
  /** What its inner graphs take from around them included. */
  readonly takes: readonly string[];
  readonly gives: readonly string[];
  /** Attributes of whole numbers: `perm` and the like. */
  readonly ints: ReadonlyMap<string, readonly number[]>;
  /** Bytes of the NodeProto. */
  readonly piece: Piece;
};

/** A weight: how its TensorProto is had, and how long that is. */
export type OnnxWeight = {
  readonly bytes: number;
  /** TensorProto.DataType. */
  readonly type: number;
  readonly dims: readonly number[];
  readonly proto: () => Promise<Uint8Array>;
  readonly isSparse: boolean;
};

export type OnnxModel = {
  /** For people. */
  readonly file: string;
  /** A name of the file's as sentences have it. */
  readonly quoted: (name: string) => string;
  /** Messages of ModelProto that go into every part of it: opset_import and functions. */
  readonly shared: readonly { readonly field: number; readonly piece: Piece }[];
  /** In an order in which each has what it takes. */
  readonly nodes: readonly OnnxNode[];
  /** Without those that weights fill. */
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly weights: ReadonlyMap<string, OnnxWeight>;
  readonly read: (piece: Piece) => Promise<Uint8Array>;
};
