// What may be said of a run beside its models and task. Leaf.

/** `auto`: a GPU where one answers as the CPU does, and sooner. */
export const deviceWishes = ['auto', 'cpu', 'gpu'] as const;
/** Of the factors of matrix products on a device. */
export const precisions = ['f32', 'f16'] as const;

/** What a run may use of the machine. */
export type MachineOptions = {
  readonly threads?: number; // physical cores
  readonly memory?: number; // MB; default 25 % of the machine's
  readonly device?: (typeof deviceWishes)[number]; // auto
  readonly precision?: (typeof precisions)[number]; // f32
  /** MB of a GPU; 4,000, at most a quarter of the machine's memory. */
  readonly deviceMemory?: number;
};

/** What a run may use; every field has a default. */
export type RunOptions = MachineOptions & {
  /** Exactly so many, of everything. Default: the task's at most, in looks where all of it would take long. */
  readonly pairs?: number;
  readonly seed?: number; // 0
  readonly resamples?: number; // 2000
  readonly level?: number; // .95
  readonly margin?: number; // .3
  readonly fullMargin?: number; // .15
  /**
   * Any of these three makes the run go in looks, until its answer is settled or whole looks no longer fit; not together
   * with `pairs`. `work`: interchanges of all models (250,000). `stages`: looks, so many as a report says that it
   * made: the same bytes again. `budget`: seconds, which decide nothing but how many looks are made.
   */
  readonly work?: number;
  readonly stages?: number;
  readonly budget?: number;
};
