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
  /** A tuple, list or set. */
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'star'; readonly of: Expr }
  /** A key that is undefined: `**value`. */
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expr | undefined, Expr])[] }
  | {
      readonly kind: 'comprehension';
      /** Of a dict's. */
      readonly key: Expr | undefined;
      readonly element: Expr;
      readonly clauses: readonly Clause[];
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
  | {
      readonly kind: 'slice';
      readonly from: Expr | undefined;
      readonly to: Expr | undefined;
      readonly step: Expr | undefined;
    }
  | { readonly kind: 'lambda'; readonly def: FunctionDef }
  | { readonly kind: 'walrus'; readonly name: string; readonly value: Expr }
  | { readonly kind: 'unknown'; readonly text: string }
);

/** `for target in over if ...`, of a comprehension. */
export type Clause = {
  readonly target: Expr;
  readonly over: Expr;
  readonly conditions: readonly Expr[];
};

/** `star` is how many stars stand before it. */
export type Arg = {
  readonly name: string | undefined;
  readonly star: 0 | 1 | 2;
  readonly value: Expr;
};

export type Statement = { readonly line: number } & (
  | { readonly kind: 'assign'; readonly target: Expr; readonly value: Expr }
  | {
      readonly kind: 'augment'; // `target op= value`
      readonly op: string;
      readonly target: Expr;
      readonly value: Expr;
    }
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
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: 'while';
      readonly test: Expr;
      readonly body: readonly Statement[];
      /** Runs unless the loop is broken off. */
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'match'; readonly subject: Expr; readonly cases: readonly Case[] }
  | { readonly kind: 'return'; readonly value: Expr | undefined }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'raise' }
  | { readonly kind: 'delete'; readonly target: Expr }
  | { readonly kind: 'block'; readonly body: readonly Statement[] } // with, try
  | {
      readonly kind: 'function';
      readonly def: FunctionDef;
    }
  | { readonly kind: 'class'; readonly def: ClassDef }
  | { readonly kind: 'import'; readonly name: string; readonly from: Import }
  /** Not understood: what it does to the model is not known. */
  | { readonly kind: 'unread' }
);

export type Case = {
  readonly pattern: Pattern;
  readonly guard: Expr | undefined;
  readonly body: readonly Statement[];
};

export type Pattern =
  | { readonly kind: 'any'; readonly name: string | undefined }
  | { readonly kind: 'value'; readonly value: Expr }
  | { readonly kind: 'or'; readonly of: readonly Pattern[] }
  /** Not understood: it may fit. */
  | { readonly kind: 'perhaps' };

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
  readonly decorators: readonly Expr[];
};

/** A name bound in a class body: a constant, or a field of a dataclass. */
export type Field = {
  readonly value: Expr | undefined;
  readonly line: number;
  /** `name: type`: a dataclass takes it as an argument. */
  readonly annotated: boolean;
};

export type ClassDef = {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** The last line of the body. */
  readonly endLine: number;
  readonly bases: readonly Expr[];
  /** `class A(B, kind='x')`: what `__init_subclass__` is called with. */
  readonly keywords: readonly Arg[];
  readonly decorators: readonly Expr[];
  readonly fields: ReadonlyMap<string, Field>;
  readonly methods: ReadonlyMap<string, FunctionDef>;
  /** Classes within it. */
  readonly classes: ReadonlyMap<string, ClassDef>;
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
  /** The top level in order: tables of classes are filled there. */
  readonly body: readonly Statement[];
  /** Somewhere the text does not parse: classes may be missing. */
  readonly broken: boolean;
};
