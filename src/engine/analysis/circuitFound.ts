// All that is found out of a circuit, before it is a report.
import type { Given } from '../circuit/circuitFile.ts';
import type { Discovered } from '../circuit/discovery.ts';
import type { Ends, Estimate } from '../circuit/faithfulness.ts';
import type { Effects } from '../circuit/ranking.ts';
import type { Edges } from './attributed.ts';
import type { CircuitRuns, Moved } from './circuitRuns.ts';
import type { CircuitSettings } from './circuitSettings.ts';
import type { Used } from './usedPairs.ts';

export type Both = { readonly noising: Moved; readonly denoising: Moved };

/** Of every component, on the pairs the circuit is found on; undefined: not measured. One of them is always there. */
export type ComponentEffects = {
  readonly exact: Both | undefined;
  readonly attribution: Effects | undefined;
};

/** Of ranks by attribution beside those by exact effects. */
export type AttributionCheck = {
  readonly components: number;
  readonly pairs: number;
  /** Of the sizes of the two, whatever their sign: that is what orders; undefined: all are equal. */
  readonly correlation: number | undefined;
};

export type CircuitFound = ComponentEffects & {
  readonly used: Used;
  readonly settings: CircuitSettings;
  /** What a file says. */
  readonly given: Given | undefined;
  readonly runs: CircuitRuns;
  readonly attributionCheck: AttributionCheck | undefined;
  readonly sites: Both | undefined;
  readonly edges: Edges | undefined;
  readonly discovered: Discovered;
  readonly stability: Float64Array;
  readonly checked: Checked;
};

/** On the pairs that it is checked on. */
export type Checked = {
  readonly ends: Ends;
  readonly circuit: Estimate;
  readonly onFound: Estimate; // on the pairs that it was found on
  /** Of everything outside of it. */
  readonly rest: Estimate;
  /** By MIB's shares. */
  readonly greatest: readonly Estimate[];
  readonly helping: readonly Estimate[];
  readonly randoms: readonly Estimate[];
};
