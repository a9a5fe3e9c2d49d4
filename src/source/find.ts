// Which class of a program defines a checkpoint, and where in the text its blocks and tensors are.
import type { JsonObject, SourceLine, TensorFact } from '../protocol/sourceService.ts';
import { type Match, match } from './match.ts';
import { moduleClasses } from './moduleClass.ts';
import type { Program } from './program.ts';
import { readingsOf } from './readings.ts';
import { type ModuleRule, patternText } from './structure.ts';
import type { ClassDef } from './syntax.ts';
import { TooMuch, type Work } from './work.ts';

/** The reading of a class that explains the tensors best: the first that does so whole, to every size. */
export function bestMatch(
  program: Program,
  def: ClassDef,
  tensors: readonly TensorFact[],
  config: JsonObject | undefined,
  work: Work,
): Match {
  let best: Match | undefined;
  let loose: Match | undefined;
  let contradicted: Match | undefined;
  const readings = readingsOf(program, def, config, work);
  for (let next = readings.next(); !next.done; ) {
    const found = match(next.value, tensors, work);
    if (found.verdict === 'certain' && !found.loose) return found;
    if (found.verdict === 'certain') loose ??= found;
    if (best === undefined || found.score > best.score) best = found;
    const { strange, missing, misshapen } = found;
    const isNamed =
      strange.length + missing.length === 0 && !found.loose && !found.structure.assumed;
    if (isNamed && misshapen.length > 0) contradicted ??= found;
    next = readings.next(found.sizes);
  }
  // Where the names are right and a reading that knows every size finds them wrong, they are.
  return (loose && contradicted) ?? loose ?? best!;
}

/** The classes that explain at least half of the tensors, the best first. Where a class that the config
 * names explains all of them, the others are not looked at. */
export function definingClasses(
  program: Program,
  tensors: readonly TensorFact[],
  config: JsonObject | undefined,
  work: Work,
  among: readonly ClassDef[] = moduleClasses(program),
): readonly Match[] {
  const matched = (def: ClassDef) => bestMatch(program, def, tensors, config, work);
  for (const def of among) {
    if (!isNamed(def.name, config)) continue;
    const found = matched(def);
    if (found.verdict === 'certain') return [found];
  }
  return whole(among.map(matched))
    .filter(({ verdict }) => verdict !== 'no')
    .sort(
      (a, b) =>
        rank(b, config) - rank(a, config) ||
        b.structure.modules.length - a.structure.modules.length,
    );
}

/** Those that were followed to their end; where there is none for that reason, it is said. */
export function whole(found: readonly Match[]): readonly Match[] {
  const kept = found.filter(({ structure }) => !structure.cut);
  const isCut = kept.length < found.length;
  if (isCut && kept.every(({ verdict }) => verdict === 'no')) throw new TooMuch('a class was cut');
  return kept;
}

function rank({ verdict, score, structure }: Match, config: JsonObject | undefined): number {
  const named = isNamed(structure.className, config) ? 0.5 : 0;
  return score + (verdict === 'certain' ? 1 : 0) + named;
}

function isNamed(className: string, config: JsonObject | undefined): boolean {
  const named = config?.architectures;
  return Array.isArray(named) && named.includes(className);
}

/** Where a tensor is made. undefined: the class does not explain it. */
export function tensorLine({ rules }: Match, name: string): SourceLine | undefined {
  return rules.get(name)?.lines.at(-1);
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
