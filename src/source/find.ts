// Which class of a program defines a checkpoint, and where in the text its blocks and tensors are.
import type { JsonObject } from './facts.ts';
import { type Match, match, type TensorFact } from './match.ts';
import type { Program } from './program.ts';
import { type ModuleRule, moduleClasses, patternText, structureOf } from './structure.ts';
import type { SourceLine } from './value.ts';

/** Every class that explains at least half of the tensors, the best first. */
export function definingClasses(
  program: Program,
  tensors: readonly TensorFact[],
  config: JsonObject | undefined,
): readonly Match[] {
  return moduleClasses(program)
    .map((def) => match(structureOf(program, def, config), tensors))
    .filter(({ verdict }) => verdict !== 'no')
    .sort(
      (a, b) =>
        rank(b, config) - rank(a, config) ||
        b.structure.modules.length - a.structure.modules.length,
    );
}

function rank({ verdict, score, structure }: Match, config: JsonObject | undefined): number {
  const named = config?.architectures;
  const isNamed = Array.isArray(named) && named.includes(structure.className);
  return score + (verdict === 'certain' ? 1 : 0) + (isNamed ? 0.5 : 0);
}

/** Where something is defined; the most telling line first. */
export type Definition = {
  readonly className: string;
  /** The attribute that makes it. */
  readonly line: SourceLine;
  /** The class of what is made; undefined: a layer of torch, or not at hand. */
  readonly definition: SourceLine | undefined;
};

/** Where a tensor is made. undefined: the class does not explain it. */
export function tensorDefinition(
  { rules, structure }: Match,
  name: string,
): Definition | undefined {
  const rule = rules.get(name);
  const line = rule?.lines.at(-1);
  return line && { className: structure.className, line, definition: undefined };
}

/** The list of blocks of a class: what repeats and holds the most tensors. */
export function blockLists({ structure, rules }: Match): readonly ModuleRule[] {
  const used = [...rules.values()];
  const weight = (module: ModuleRule) =>
    used.filter((rule) => module.path.every((step, i) => rule.path[i] === step)).length;
  const numbered = structure.modules.filter(({ path }) => /^(?:\*|\d+)$/.test(path.at(-1) ?? ''));
  const lists = new Map<string, ModuleRule[]>();
  for (const module of numbered) {
    const parent = patternText(module.path.slice(0, -1));
    lists.set(parent, [...(lists.get(parent) ?? []), module]);
  }
  const total = (list: readonly ModuleRule[]) => list.reduce((sum, one) => sum + weight(one), 0);
  const best = [...lists.values()].sort((a, b) => total(b) - total(a))[0];
  return best && total(best) > 0 ? best : [];
}

/** Where block `index` is made, and its class. */
export function blockDefinition(found: Match, index: number): Definition | undefined {
  const blocks = blockLists(found);
  const block = blocks.find(({ path }) => path.at(-1) === '*') ?? blocks[index];
  return block && { className: block.className, line: block.line, definition: block.definition };
}
