// What the rest of this folder knows of a Python file: plain data, so that no parse tree is kept.
// Lines are counted from 0, as editors do.

export type Expr = { readonly line: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'formatted'; readonly parts: readonly (string | Expr)[] }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expr; readonly name: string }
  | { readonly kind: 'call'; readonly callee: Expr; readonly args: readonly Arg[] }
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'star'; readonly of: Expr }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expr, Expr])[] }
  | {
      readonly kind: 'comprehension';
      readonly element: Expr;
      readonly target: Expr;
      readonly over: Expr;
      readonly conditions: readonly Expr[];
    }
  | {
      readonly kind: 'binary'; // arithmetic, comparison, `and`, `or`
      readonly op: string;
      readonly left: Expr;
      readonly right: Expr;
    }
  | { readonly kind: 'unary'; readonly op: string; readonly of: Expr }
  | {
      readonly kind: 'conditional';
      readonly test: Expr;
      readonly yes: Expr;
      readonly no: Expr;
    }
  | { readonly kind: 'subscript'; readonly of: Expr; readonly index: Expr }
  | { readonly kind: 'slice'; readonly from: Expr | undefined; readonly to: Expr | undefined }
  | { readonly kind: 'unknown'; readonly text: string }
);

/** `star` is how many stars stand before it. */
export type Arg = {
  readonly name: string | undefined;
  readonly star: 0 | 1 | 2;
  readonly value: Expr;
};

export type Statement = { readonly line: number } & (
  | { readonly kind: 'assign'; readonly target: Expr; readonly value: Expr }
  | { readonly kind: 'expression'; readonly value: Expr }
  | {
      readonly kind: 'if';
      readonly test: Expr;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly target: Expr;
      readonly over: Expr;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'return'; readonly value: Expr | undefined }
  | { readonly kind: 'block'; readonly body: readonly Statement[] } // with, try
);

export type Parameter = {
  readonly name: string;
  readonly star: 0 | 1 | 2;
  readonly annotation: string | undefined;
  readonly fallback: Expr | undefined;
};

export type FunctionDef = {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
};

/** A name bound in a class body: a constant, or a field of a dataclass. */
export type Field = { readonly value: Expr | undefined; readonly line: number };

export type ClassDef = {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The last line of the body. */
  readonly endLine: number;
  readonly bases: readonly Expr[];
  readonly fields: ReadonlyMap<string, Field>;
  readonly methods: ReadonlyMap<string, FunctionDef>;
  /** The class's text, by which a change is noticed. */
  readonly text: string;
  /** The text does not parse: half-typed, so nothing should be concluded from what is missing. */
  readonly broken: boolean;
};

export type Import = {
  /** "torch.nn", ".layers"; dots in front count the folders upward. */
  readonly module: string;
  /** undefined: the module itself. "*": all of it. */
  readonly name: string | undefined;
};

export type PythonFile = {
  readonly path: string;
  readonly classes: readonly ClassDef[];
  readonly functions: ReadonlyMap<string, FunctionDef>;
  readonly constants: ReadonlyMap<string, Expr>;
  /** By local name. */
  readonly imports: ReadonlyMap<string, Import>;
  /** Modules of `from m import *`. */
  readonly stars: readonly string[];
  /** Somewhere the text does not parse: classes may be missing. */
  readonly broken: boolean;
};
