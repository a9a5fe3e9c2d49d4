// How well a class explains a checkpoint's tensors: names and shapes, both ways.
import type { TensorFact } from '../protocol/sourceService.ts';
import { type Fit, fitsOf, ruleTree } from './ruleTree.ts';
import { knownSizes, shapeFits } from './sizes.ts';
import { patternText, type Structure, shapeText, type TensorRule } from './structure.ts';
import { type Known, sizeOf, type Term } from './term.ts';
import { spend, type Work } from './work.ts';

export type Match = {
  readonly structure: Structure;
  /** Certain: every tensor is explained and none is missing. */
  readonly verdict: 'certain' | 'likely' | 'no';
  /** Tensors explained, of those that either side has, 0..1. */
  readonly score: number;
  /** By the tensor's name. */
  readonly rules: ReadonlyMap<string, TensorRule>;
  /** In the file and not in the class. */
  readonly strange: readonly string[];
  /** In the class and not in the file. */
  readonly missing: readonly Missing[];
  readonly misshapen: readonly Misshapen[];
  /** What symbols of the class stand for in this checkpoint. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Some sizes are not in the text: any would fit. */
  readonly loose: boolean;
};

export type Missing = {
  readonly pattern: string;
  readonly count: number;
  readonly rule: TensorRule;
};
export type Misshapen = {
  readonly name: string;
  readonly found: readonly number[];
  readonly wanted: string;
  readonly rule: TensorRule;
};

const tensorsAStep = 4; // matched in the time that a step takes
const leastLikely = 0.5;
const mostLoose = 0.5; // share of tensors of a certain class whose sizes are not in the text

/** Wrappers that training code puts around a model: formats-and-tasks 3.3. */
const wrappers =
  /^(?:module|_forward_module|_fsdp_wrapped_module|_checkpoint_wrapped_module|base_model|net|student|teacher|language_model|text_model|model)$/;
const compiled = new Set(['_orig_mod', '_fsdp_wrapped_module', '_checkpoint_wrapped_module']);

/** Masks and tables that some versions store and others do not. */
const ignored =
  /(?:^|\.)(?:attn\.bias|masked_bias|rotary_emb\.inv_freq|position_ids|token_type_ids|attn\.mask|attn\.IGNORE|num_batches_tracked|attention\.bias)$/;

export function match(structure: Structure, tensors: readonly TensorFact[], work: Work): Match {
  if (structure.cut) return judged(structure, []);
  const named = tensors
    .filter(({ name }) => !ignored.test(name))
    .map((fact) => ({ fact, steps: fact.name.split('.').filter((step) => !compiled.has(step)) }));
  let best: Match | undefined;
  for (const dropped of droppedSteps(structure)) {
    const tree = ruleTree(structure.tensors, dropped);
    for (const prefix of prefixes(named.map((one) => one.steps))) {
      spend(work, Math.ceil(named.length / tensorsAStep));
      const pairs = named.map(({ fact, steps }) => {
        const without = prefix.every((step, i) => steps[i] === step);
        return { fact, fits: fitsOf(tree, without ? steps.slice(prefix.length) : steps) };
      });
      const result = judged(structure, pairs);
      if (best === undefined || result.score > best.score) best = result;
      if (best.score === 1) return best;
    }
  }
  return best ?? judged(structure, []);
}

type Pair = { readonly fact: TensorFact; readonly fits: readonly Fit[] };

/** Nothing, and every submodule that holds most of the class: files leave out such a first step. */
function droppedSteps({ tensors }: Structure): readonly (string | undefined)[] {
  return [undefined, ...mostly(tensors.map((rule) => rule.path))];
}

/** Nothing, and what may stand before every name: "module.", "transformer.". */
function prefixes(names: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  let left = names;
  for (let depth = 0; depth < 4; depth++) {
    const step = mostly(left)[0] ?? left.find((steps) => wrappers.test(steps[0] ?? ''))?.[0];
    if (step === undefined) break;
    found.push([...found[depth], step]);
    left = left.filter((steps) => steps[0] === step).map((steps) => steps.slice(1));
  }
  return found;
}

/** The first step that at least half of the paths share. */
function mostly(paths: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const [step] of paths) if (step) counts.set(step, (counts.get(step) ?? 0) + 1);
  return [...counts].filter(([, n]) => 2 * n >= paths.length).map(([step]) => step);
}

function judged(structure: Structure, pairs: readonly Pair[]): Match {
  const { facts } = structure;
  const firm = (name: string) => {
    const value = facts.firm(name);
    return typeof value === 'number' ? value : undefined;
  };
  const counted = countsSeen(pairs);
  const sizes = knownSizes(
    pairs.flatMap(({ fact, fits }) => fits.map(({ rule }) => ({ shape: fact.shape, rule }))),
    countedTerms(structure, counted),
    firm,
  );
  const rules = new Map<string, TensorRule>();
  const strange: string[] = [];
  const misshapen: Misshapen[] = [];
  const seen = new Map<TensorRule, number>();
  const shown = new Map<TensorRule, Set<string>>();
  let guessed = 0;
  let unread = 0;
  for (const { fact, fits } of pairs) {
    const allowed = fits.filter((fit) => withinCounts(fit, firm));
    const fit = allowed.find(({ rule }) => shapeFits(rule, fact.shape, sizes, firm)) ?? allowed[0];
    if (fit === undefined) {
      strange.push(fact.name);
      continue;
    }
    const { rule } = fit;
    for (const one of allowed)
      shown.set(one.rule, (shown.get(one.rule) ?? new Set()).add(fact.name));
    rules.set(fact.name, rule);
    seen.set(rule, (seen.get(rule) ?? 0) + 1);
    if (rule.opaque === 'elsewhere') guessed++;
    if (rule.opaque === 'unread') unread++;
    if (!shapeFits(rule, fact.shape, sizes, firm)) {
      misshapen.push({ name: fact.name, found: fact.shape, wanted: shapeText(rule.shape), rule });
    }
  }
  const missing = missingOf(structure, counted, shown, firm);
  const absent = missing.reduce((sum, one) => sum + one.count, 0);
  const explained = rules.size - misshapen.length - guessed / 2 - unread;
  const score = pairs.length === 0 ? 0 : Math.max(0, explained / (pairs.length + absent));
  const whole = strange.length + missing.length + misshapen.length === 0;
  const known: Known = (name) => firm(name) ?? sizes.get(name);
  const isLoose = ({ shape }: TensorRule) =>
    !shape || shape.some((term) => sizeOf(term, known) === undefined);
  const loose = [...rules.values()].filter(isLoose).length;
  const isRead = guessed + unread === 0 && !structure.unread && pairs.length > 0;
  const isSized = loose <= mostLoose * pairs.length;
  const certain = whole && isRead && isSized;
  const verdict = certain ? 'certain' : score >= leastLikely ? 'likely' : 'no';
  return { structure, verdict, score, rules, strange, missing, misshapen, sizes, loose: loose > 0 };
}

/** Block 12 of a class that has 12 blocks is none of its blocks. */
function withinCounts({ rule, numbers }: Fit, firm: (name: string) => number | undefined): boolean {
  return rule.counts.every((count, i) => {
    const most = sizeOf(count, firm);
    if (most === undefined || numbers[i] === undefined) return true;
    // `layer1` to `layer4` are four, as `0` to `3` are.
    return countsFromOne(rule, i) ? numbers[i] <= most : numbers[i] < most;
  });
}

function missingOf(
  structure: Structure,
  counted: ReadonlyMap<string, number>,
  shown: ReadonlyMap<TensorRule, ReadonlySet<string>>,
  firm: (name: string) => number | undefined,
): readonly Missing[] {
  const tied = new Set(structure.tied);
  return structure.tensors.flatMap((rule) => {
    const pattern = patternText(rule.path);
    if (rule.optional || rule.opaque || tied.has(pattern) || ignored.test(pattern)) return [];
    const wanted = rule.counts.reduce((product, count, i) => {
      const fromFile = counted.get(listOf(rule, i)) ?? 1;
      return product * (sizeOf(count, firm) ?? fromFile);
    }, 1);
    const count = wanted - (shown.get(rule)?.size ?? 0);
    return count > 0 ? [{ pattern, count, rule }] : [];
  });
}

/** What stands for the number of a list's items, with their number in the file. */
function countedTerms(
  { tensors }: Structure,
  counted: ReadonlyMap<string, number>,
): readonly (readonly [Term, number])[] {
  return tensors.flatMap((rule) =>
    rule.counts.flatMap((term, i) => {
      const size = counted.get(listOf(rule, i));
      return size === undefined ? [] : [[term, size] as const];
    }),
  );
}

/** How many items each list of the class has in the file, by the list's pattern. */
function countsSeen(pairs: readonly Pair[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  const least = new Map<string, number>();
  for (const { fits } of pairs) {
    for (const { rule, numbers } of fits) {
      numbers.forEach((number, i) => {
        const list = listOf(rule, i);
        seen.set(list, Math.max(seen.get(list) ?? 0, number + 1));
        least.set(list, Math.min(least.get(list) ?? 1, number));
      });
    }
  }
  const isNamed = (list: string) => !/(?:^|\.)N$/.test(list);
  return new Map(
    [...seen].map(([list, count]) => [
      list,
      isNamed(list) && least.get(list) === 1 ? count - 1 : count,
    ]),
  );
}

/** Its i-th number is part of a name. */
function countsFromOne(rule: TensorRule, i: number): boolean {
  return !/(?:^|\.)N$/.test(listOf(rule, i));
}

/** The pattern of the list that a rule's i-th number counts in. */
function listOf(rule: TensorRule, i: number): string {
  let left = i + 1;
  const at = rule.path.findIndex((step) => step.includes('*') && --left === 0);
  return patternText(rule.path.slice(0, at + 1));
}
