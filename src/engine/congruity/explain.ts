// The sentences beside a verdict: why it holds, what the two models do, what would settle it.
import type { Interval } from '../../protocol/report.ts';
import { placesOf } from '../forward/plan.ts';
import { crisp, type Signature } from '../signature/signature.ts';
import type { Distances } from './distance.ts';
import { bringsTogether, doings, firstPlace, interval, list, percent, set } from './phrases.ts';
import { fewestPairs, type Gate, passes, type Ruling } from './verdict.ts';

/** What a verdict on two models that solve the task rests on. */
export type Grounds = {
  readonly names: readonly [string, string];
  readonly signatures: readonly [Signature, Signature];
  readonly distances: Distances;
  readonly distance: Interval;
  readonly full: Interval;
  readonly margin: number;
  readonly fullMargin: number;
  readonly spanIds: readonly string[];
  readonly partIds: readonly string[];
  readonly pairs: number;
  readonly differentPairs: number;
  /** More different ones there are not, or hardly; undefined: as many as one asks for. */
  readonly mostPairs?: number | undefined;
  readonly interchanges: number;
};

/** For `not comparable`: who does not solve the task, with the number. */
export function explainGate(gates: readonly Gate[]): string {
  const failed = gates.filter((gate) => !passes(gate));
  const said = failed.map(({ name, accuracy, floor }) => {
    return `${name} solves ${percent(accuracy ?? 0)} of the base prompts, under the task's floor of ${percent(floor)}`;
  });
  return `${list(said)}: a model that does not solve the task has no interpretation of it to compare.`;
}

/** The explanation of a verdict, ending with what was tried. */
export function explain(ruling: Ruling, g: Grounds): string {
  return `${because(ruling, g)} ${tried(g)}`;
}

function because({ reason }: Ruling, g: Grounds): string {
  const [a, b] = g.names;
  const d = `causal distance ${interval(g.distance)}`;
  const full = `full distance ${interval(g.full)}`;
  switch (reason) {
    case 'apart':
      return `${a} and ${b} compute the answer differently: ${d}, above ${g.margin}. ${difference(g)}`;
    case 'no interchange tells':
      return `No interchange tells ${a} from ${b}: ${full}, below ${g.fullMargin}. ${common(g)}`;
    case 'same variables':
      return `${a} and ${b} compute the answer by the same variables: ${d}, below ${g.margin}. ${common(g)}`;
    case 'no evidence':
      return `No crisp intermediate was seen in ${a} or ${b}, so nothing shows how they compute the answer (${d}, ${full}). ${order(g)}`;
    case 'one-sided evidence':
      return `Nothing crisp sets ${a} and ${b} apart (${d}), but only one of them shows an intermediate. ${difference(g)}`;
    case 'too few pairs':
      return `Too few different pairs (${g.differentPairs}; a verdict takes ${fewestPairs}) to tell how ${a} and ${b} compute the answer (${d}, ${full}).`;
    case 'controls':
      return `The controls overlap, so the distances of ${a} and ${b} cannot be read (${d}, ${full}).`;
    case 'straddles':
      return `The interval holds the margin ${g.margin}: ${d}. ${difference(g)}`;
  }
}

/** What would settle an inconclusive verdict; undefined for the others. */
export function settle({ verdict, reason }: Ruling, g: Grounds): string | undefined {
  if (verdict !== 'inconclusive') return undefined;
  switch (reason) {
    case 'too few pairs':
      return orMoreValues(
        `At least ${fewestPairs} different pairs; a few hundred are usual.`,
        fewestPairs,
        g,
      );
    case 'controls':
      return 'More pairs, or a task whose answers depend more on the parts that change.';
    case 'straddles':
      return morePairs(g);
    case 'one-sided evidence':
      return 'A finer granularity (head, subspace), or more seeds of the model without a crisp intermediate.';
    default:
      return 'A finer granularity (head, subspace), or a task that varies an intermediate the models may share.';
  }
}

/** The interval shrinks as one over the root of the pairs; from its present half-width, how many. */
function morePairs(g: Grounds): string {
  const { distance, margin, pairs } = g;
  const above = distance.value > margin;
  const reach = above ? distance.value - distance.low : distance.high - distance.value;
  const gap = Math.abs(distance.value - margin);
  const wanted = gap > 0 ? pairs * (reach / gap) ** 2 : Number.POSITIVE_INFINITY;
  if (wanted > 100 * pairs) {
    return `A finer granularity or more seeds: the distance lies so near ${margin} that more pairs will hardly settle it.`;
  }
  const rounded = Math.ceil(Number((1.2 * wanted).toPrecision(2))); // a fifth more: the estimate may move
  const needed = Math.max(rounded, pairs + 1);
  const sentence = `More pairs: about ${needed.toLocaleString('en')} should bring the interval to one side of ${margin}.`;
  return orMoreValues(sentence, needed, g);
}

/** Where the task does not have so many pairs, more of them must be written first. */
function orMoreValues(sentence: string, needed: number, { mostPairs }: Grounds): string {
  if (mostPairs === undefined || mostPairs >= needed) return sentence;
  return `${sentence} The task has no more than ${mostPairs.toLocaleString('en')}: add values or pairs to it.`;
}

function tried({ interchanges, pairs }: Grounds): string {
  const count = (value: number) => value.toLocaleString('en');
  return `Granularity: cut; ${count(interchanges)} interchanges over ${count(pairs)} pairs.`;
}

/** What one model does and the other does not. */
function difference(g: Grounds): string {
  const [inA, inB] = g.signatures.map(({ inventory }) => inventory);
  const onlyA = inA.filter((mask) => !inB.includes(mask));
  const onlyB = inB.filter((mask) => !inA.includes(mask));
  if (onlyA.length === 0 && onlyB.length === 0) {
    return inA.length === 0 ? order(g) : `${common(g)} ${worst(g)}`;
  }
  return `${side(g, 0, onlyA, 'has merged')}; ${side(g, 1, onlyB, 'merges')}.`;
}

function side(g: Grounds, model: 0 | 1, only: readonly number[], merge: string): string {
  const signature = g.signatures[model];
  const name = g.names[model];
  if (only.length > 0) {
    const move = merge === 'merges' ? 'moves' : 'has moved';
    return `${name} ${doings(signature, only, g, { merge, move })}`;
  }
  const instead = bringsTogether(signature, g);
  if (signature.inventory.length === 0) return `${name} shows no crisp intermediate and ${instead}`;
  return `${name} shows nothing but ${list(signature.inventory.map((mask) => set(mask, g)))}`;
}

/** The variables that both models show, and where. */
function common(g: Grounds): string {
  const [a, b] = g.signatures;
  const shared = a.inventory.filter((mask) => b.inventory.includes(mask));
  if (shared.length === 0)
    return a.inventory.length + b.inventory.length > 0 ? difference(g) : order(g);
  const moved = shared.some((mask) => {
    return firstPlace(a, mask).span !== firstPlace(b, mask).span;
  });
  const verbs = { merge: 'merges', move: 'moves' };
  const [doesA, doesB] = [doings(a, shared, g, verbs), doings(b, shared, g, verbs)];
  if (doesA === doesB)
    return `Both have ${doings(a, shared, g, { merge: 'merged', move: 'moved' })}.`;
  const what = shared.length > 1 ? 'the same variables' : 'the same variable';
  const where = moved ? 'at another place' : 'at another cut';
  return `${g.names[0]} ${doesA}; ${g.names[1]} ${doesB}: ${what} ${where}.`;
}

/** In which order the parts come together: graded, so it speaks where nothing is crisp. */
function order(g: Grounds): string {
  const [a, b] = g.signatures.map((signature) => bringsTogether(signature, g));
  if (a === b)
    return a.startsWith('never ') ? `Neither ${a.slice('never '.length)}.` : `Each ${a}.`;
  return `${g.names[0]} ${a}; ${g.names[1]} ${b}.`;
}

/** The crisp site or cut that has no match: for models whose labels agree but whose answers do not. */
function worst({ distances, names, spanIds, signatures }: Grounds): string {
  const { cut, site } = distances;
  const bySite = site.value >= cut.value;
  const { side: model, at, value } = bySite ? site : cut;
  const { crispness, stats } = signatures[model];
  const place = bySite ? placesOf(stats.responses.plan)[at] : undefined;
  const where = place ? `\`${spanIds[place.span]}\` at cut ${place.cut}` : `cut ${at}`;
  const kind = bySite && crispness[at] >= crisp ? 'crisp ' : '';
  return `But what arrives at ${kind}${where} of ${names[model]} acts on the answer as nothing in ${names[1 - model]} does (mismatch ${value.toFixed(2)}).`;
}
