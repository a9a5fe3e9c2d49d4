// What the forward engine hands to the signature: how a model answers under every interchange.
// K = answers + 1: the probabilities of the task's answers, then the bucket "other". Row-major.

export type Responses = {
  readonly cuts: number; // L + 1
  readonly spans: number; // S
  readonly pairs: number; // n
  readonly outcomes: number; // K
  readonly parts: number; // P
  /** Index of the span's own part, or -1. */
  readonly own: Int32Array; // [S]
  /** Answers without intervention. */
  readonly clean: Float32Array; // [n, K]
  /** r: answers after interchanging one site from the source run. */
  readonly site: Float32Array; // [cuts, S, n, K]
  /** F_G by bit mask of parts: the model's own answers on mixed prompts. 0 is clean. */
  readonly mixed: ReadonlyMap<number, Float32Array>; // each [n, K]
  /** <c - r, c - f> where the source differs in one part only: numerators of the shares. */
  readonly passed: Float32Array; // [P, cuts, S, n]
  /** |c - f|^2: their denominators. */
  readonly whole: Float32Array; // [P, n]
  /** TV(c, f): a part's whole effect. */
  readonly effect: Float32Array; // [P, n]
};

export type SweepOptions = {
  /** Also interchange from prompts that differ in one part: the shares. */
  readonly shares: boolean;
  /** Mixed prompts whose answers are wanted, as bit masks of parts; 0 and -1 are always run. */
  readonly masks: readonly number[];
  /** Bytes that running states may take. */
  readonly stateBytes: number;
};

export type Sweep = {
  readonly responses: Responses;
  /** Logits of the answers on the base prompts, [n, A]. */
  readonly logits: Float32Array;
  /** Largest change of a probability by an interchange from a run into itself. */
  readonly noOp: number;
  /** Largest difference from the source's answer after interchanging a whole cut. */
  readonly wholeCut: number;
  readonly interchanges: number;
};

/** The mutable twin of Sweep, filled chunk by chunk. */
export type Filling = { -readonly [K in keyof Sweep]: Sweep[K] };
