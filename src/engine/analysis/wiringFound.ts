// All that is found out of two circuits, before it is a report.
import type { Agreement } from '../circuit/agreement.ts';
import type { Circuit } from '../circuit/discovery.ts';
import type { CircuitFound } from './circuitFound.ts';
import type { ComponentAnswers, Contents } from './componentContents.ts';

/** One model's circuit, and the components that are looked for in the other. */
export type WiredModel = {
  readonly found: CircuitFound;
  /** Its circuit, and what it was taken from: of all components those of greatest effect. */
  readonly components: Circuit;
  readonly answers: ComponentAnswers;
};

export type Wiring = {
  readonly models: readonly WiredModel[]; // two
  /** All that either circuit was found or checked on. */
  readonly pairs: readonly number[];
  readonly agreement: Agreement;
  /** undefined: what stands for the rest is from no prompt, and carries nothing. */
  readonly contents: readonly Contents[] | undefined;
};
