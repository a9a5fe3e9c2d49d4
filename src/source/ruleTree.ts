// The rules of a class as a tree of name steps, so that a tensor's name finds its rule at once.
import type { TensorRule } from './structure.ts';
import { manyName } from './value.ts';

export type RuleTree = {
  readonly exact: Map<string, RuleTree>;
  /** Steps that hold a number: `N`, `layerN`. */
  readonly numbered: { readonly step: string; readonly pattern: RegExp; readonly tree: RuleTree }[];
  /** Several: the text leaves open which. */
  readonly rules: TensorRule[];
};

/** A rule that a name fits, and the numbers that stand in the name where the rule says any. */
export type Fit = { readonly rule: TensorRule; readonly numbers: readonly number[] };

/** @param dropped a first step that is left out of the rules that begin with it */
export function ruleTree(rules: readonly TensorRule[], dropped: string | undefined): RuleTree {
  const root = emptyTree();
  for (const rule of rules) {
    const path = rule.path[0] === dropped ? rule.path.slice(1) : rule.path;
    path.reduce(childFor, root).rules.push(rule);
  }
  return root;
}

export function fitsOf(tree: RuleTree, steps: readonly string[]): readonly Fit[] {
  return find(tree, steps, 0, []);
}

function find(
  tree: RuleTree,
  steps: readonly string[],
  at: number,
  numbers: readonly number[],
): readonly Fit[] {
  const here = tree.rules.filter((rule) => (at < steps.length ? rule.opaque : !rule.opaque));
  const within = at < steps.length ? deeper(tree, steps, at, numbers) : [];
  return within.length > 0 ? within : here.map((rule) => ({ rule, numbers }));
}

function deeper(
  tree: RuleTree,
  steps: readonly string[],
  at: number,
  numbers: readonly number[],
): readonly Fit[] {
  const exact = tree.exact.get(steps[at]);
  const found = exact ? find(exact, steps, at + 1, numbers) : [];
  if (found.length > 0) return found;
  for (const { pattern, tree: next } of tree.numbered) {
    const match = pattern.exec(steps[at]);
    if (match === null) continue;
    const fits = find(next, steps, at + 1, [...numbers, ...match.slice(1).map(Number)]);
    if (fits.length > 0) return fits;
  }
  return [];
}

function childFor(tree: RuleTree, step: string): RuleTree {
  if (!step.includes(manyName)) {
    const child = tree.exact.get(step) ?? emptyTree();
    tree.exact.set(step, child);
    return child;
  }
  const known = tree.numbered.find((one) => one.step === step);
  if (known) return known.tree;
  const parts = step.split(manyName).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('(\\d{1,6})')}$`);
  const child = emptyTree();
  tree.numbered.push({ step, pattern, tree: child });
  return child;
}

function emptyTree(): RuleTree {
  return { exact: new Map(), numbered: [], rules: [] };
}
