// A model is a list of stages and a readout. Between two stages, at a *moment*, all that is known of a prompt is
// its state: named tensors [B, P, width], of which x is the residual stream. Whoever wants to see or change
// what a model carries does so at a moment; stages between which nobody does are computed as one graph.
import type { Job } from '../core/job.ts';
import type { FloatTensor, Tensor } from '../core/tensor.ts';
import { type Graph, GraphBuilder, type Value } from './graph.ts';
import type { WeightSpec } from './spec.ts';

/** Names of states, with their widths. */
export type Slots = Readonly<Record<string, number>>;
/** Their values in a graph, [B, P, width]. */
export type State = Readonly<Record<string, Value>>;

/** What a graph does beside taking its states on. One session a combination. */
export type Kind = {
  /** Takes the base run's keys and values for the positions before the first computed one. */
  readonly past: boolean;
  /** Gives keys and values, for later variants to use as their past. */
  readonly keep: boolean;
  /** Gives one position of each prompt alone, the one that is read: P = 1 afterwards. */
  readonly readOut: boolean;
};

/** Which positions a call computes, of which prompts. */
export type Placing = {
  readonly batch: number; // B
  readonly queries: number; // Q: positions start .. start + Q - 1
  readonly start: number;
  /** Real tokens of each prompt, [B]; only a stage that sees all positions needs them. */
  readonly lengths?: Int32Array | undefined;
  /** Position to compute alone, [B], absolute; absent: all. */
  readonly readAt?: Int32Array | undefined;
};

export type Stage = {
  /** Stages of one group have their weights read together, and stand side by side. */
  readonly group: string; // "block 3"
  /** What a position of its output depends on: itself, itself and those before it, or all. */
  readonly sees: 'itself' | 'before' | 'all';
  readonly takes: Slots;
  readonly gives: Slots;
  /** States that nobody needs after it. */
  readonly ends: readonly string[];
  readonly weights: readonly WeightSpec[];
  /** Numbers of its widest activation, for each position. */
  readonly widest: number;
  /** Width of one head's part of z, where it gives z. */
  readonly headWidth: number | undefined;
  /** Keys and values that it can keep of a position and take as a past. */
  readonly past: { readonly heads: number; readonly width: number } | undefined;
  /** Stages of equal content make equal graphs. */
  readonly content: string;
  /** Adds its nodes to a graph, in which the states and its weights are: the states that it gives. */
  build(graph: GraphBuilder, state: State, kind: Kind): State;
  /**
   * It is computed by somebody else, from x [B, P, width] to the next; then no graph is built of it. `lengths`: of each
   * input, [B]; what follows is padding.
   */
  readonly run?: (job: Job, x: FloatTensor, lengths?: Int32Array) => Promise<FloatTensor>;
  /** What its graph asks for beside states, weights and past: masks, rotations. */
  inputs(placing: Placing): Readonly<Record<string, Tensor>>;
};

/** The states at a moment: before stage `moment` of the list. */
export function slotsAt(stages: readonly Stage[], moment: number): Slots {
  let slots: Record<string, number> = { ...stages[0].takes };
  for (const { gives, ends } of stages.slice(0, moment)) {
    slots = { ...slots, ...gives };
    for (const name of ends) delete slots[name];
  }
  return slots;
}

/** The states that these stages change or give, and that are left after them. */
export function given(stages: readonly Stage[]): Slots {
  const slots = Object.assign({}, ...stages.map(({ gives }) => gives)) as Record<string, number>;
  for (const name of ended(stages)) delete slots[name];
  return slots;
}

/** The states that nobody needs after these stages: none that a later one of them gives again. */
export function ended(stages: readonly Stage[]): string[] {
  return stages.flatMap(({ ends }, i) => {
    const later = stages.slice(i + 1);
    return ends.filter((name) => !later.some(({ gives }) => name in gives));
  });
}

/** The states that these stages take from before them. */
export function taken(stages: readonly Stage[]): Slots {
  const slots: Record<string, number> = {};
  const own = new Set<string>();
  for (const { takes, gives } of stages) {
    for (const [slot, width] of Object.entries(takes)) if (!own.has(slot)) slots[slot] = width;
    for (const slot of Object.keys(gives)) own.add(slot);
  }
  return slots;
}

/** How the output of a state is called: an input and an output of a graph cannot have one name. */
export function outputOf(slot: string): string {
  return `${slot}'`;
}

/**
 * Neighbouring stages as one graph. Inputs: the states that they take, x [B, P, d] and others; their weights;
 * what their `inputs` give; if past: pastKeys [n, K, dh, S], pastValues [n, K, S, dh], start [1] (positions
 * taken from the past), base [B] (whose past); if readOut: rows [B] (index into B P).
 * Outputs: the states that they give, as x' [B, P, d]; if keep: keys [B, K, dh, P], values [B, K, P, dh].
 */
export function stageGraph(stages: readonly Stage[], kind: Kind): Graph {
  const graph = new GraphBuilder();
  let state: State = {};
  const made = new Set<string>(); // by a stage before: of one position already, if readOut
  for (const stage of stages) {
    const takes = Object.entries(stage.takes);
    for (const [slot, width] of takes) {
      if (!(slot in state)) state = { ...state, [slot]: graph.input(slot, ['B', 'P', width]) };
    }
    const readOut = kind.readOut && takes.some(([slot]) => !made.has(slot));
    state = { ...state, ...stage.build(graph, state, { ...kind, readOut }) };
    for (const slot of Object.keys(stage.gives)) made.add(slot);
  }
  for (const [slot, width] of Object.entries(given(stages))) {
    graph.output(outputOf(slot), state[slot], ['B', kind.readOut ? 1 : 'P', width]);
  }
  return graph.build('stages');
}
