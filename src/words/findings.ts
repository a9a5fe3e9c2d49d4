// What models are seen to do, as clauses: a sentence is made of them in reasons.ts.
import { isOccurrence, type SetName, type SitePlace } from '../protocol/coordinates.ts';
import type { Finding, Sighting } from '../protocol/reason.ts';
import { score } from '../protocol/reportWords.ts';
import { list, setWords } from './phrases.ts';

type Names = readonly [string, string];

/** More sets are only counted: a sentence that lists eleven is not read. */
const mostSets = 3;
/** What a model holds in half or more it is said to hold; below this, to hold nowhere. */
const held = 0.5;
const hardly = 0.15;

/** "{a, b} at `b` and {c, d} at `d` after block 0": the most purely held sets, in order of their cuts. */
export function holdings(seen: readonly Sighting[]): string {
  const { told, more } = mostTold(seen);
  const groups = groupsOf(told).map((group) => {
    const [{ site }] = group;
    if (!isPlain(site))
      return list(group.map((one) => `${setWords(one.set)} ${placeWords(one.site)}`));
    return `${list(group.map((one) => `${setWords(one.set)} at \`${one.site.span}\``))} ${cutWords(site)}`;
  });
  return list([...groups, ...more]);
}

function mostTold(all: readonly Sighting[]) {
  const seen = all.filter((one) => !isMore(one, all));
  const purest = [...seen].sort((x, y) => y.value - x.value).slice(0, mostSets);
  const left = seen.length - purest.length;
  const told = seen.filter((one) => purest.includes(one));
  return { told, more: left > 0 ? [`${left} more`] : [] };
}

/** A span and all after it hold what is held there, and what the prompt has in between: that is not told. */
function isMore({ set: whole, site }: Sighting, seen: readonly Sighting[]): boolean {
  const isPart = (of: SetName) =>
    of.length < whole.length && of.every((one) => whole.includes(one));
  return site.onward && seen.some((one) => isPart(one.set));
}

/** Neighbours of one cut, where they are single spans. */
function groupsOf(seen: readonly Sighting[]): Sighting[][] {
  const groups: Sighting[][] = [];
  for (const one of seen) {
    const last = groups.at(-1)?.[0].site;
    const joins = last && isPlain(last) && isPlain(one.site) && last.cut === one.site.cut;
    if (joins) groups.at(-1)?.push(one);
    else groups.push([one]);
  }
  return groups;
}

/** What both models hold; undefined: no set. */
export function sharedWords({ seen: [a, b] }: Finding, names: Names): string | undefined {
  const ofB = new Map(b.map((one) => [JSON.stringify(one.set), one]));
  const shared = a.filter((one) => ofB.has(JSON.stringify(one.set)));
  if (shared.length === 0) return undefined;
  const { told, more } = mostTold(shared);
  const there = told.map((one) => ofB.get(JSON.stringify(one.set)) ?? one);
  if (told.every((one, i) => isSame(one.site, there[i].site))) {
    return `both hold ${holdings(shared)}`;
  }
  const sets = list([...told.map((one) => setWords(one.set)), ...more]);
  return `both hold ${sets}: ${names[0]} ${placesWords(told)}, ${names[1]} ${placesWords(there)}`;
}

/** "at `b` and `d` after block 0", in the order of the sets. */
function placesWords(seen: readonly Sighting[]): string {
  const groups = groupsOf(seen).map((group) => {
    const [{ site }] = group;
    if (!isPlain(site)) return placeWords(site);
    return `at ${list(group.map((one) => `\`${one.site.span}\``))} ${cutWords(site)}`;
  });
  return list(groups);
}

/** The set in which the two differ most: who holds it, where, and what the other holds instead. */
export function partingWords(finding: Finding, names: Names): string | undefined {
  const { deciding, seen } = finding;
  if (deciding === null) return undefined;
  const { more, less } = sidesOf(deciding);
  const known = new Set(seen[more].map((one) => JSON.stringify(one.set)));
  const instead = seen[less].filter(
    (one) => !known.has(JSON.stringify(one.set)) && !sameSet(one.set, deciding.set),
  );
  const but = instead.length === 0 ? '' : `, but ${holdings(instead)}`;
  return `${decidingWords(deciding, names)}${but}`;
}

/** Whether both hold the set in which they differ most alike, or hardly: then they are not seen to part. */
export function hardlyParts({ deciding }: Finding): boolean {
  if (deciding === null) return false;
  const [a, b] = deciding.values;
  return Math.abs(a - b) < hardly;
}

/** A set that the one holds and the other does not: where, and how purely each does; undefined: it is none. */
export function lossWords({ deciding }: Finding, names: Names): string | undefined {
  if (deciding === null) return undefined;
  const { values } = deciding;
  const isLost = Math.max(...values) >= held && Math.min(...values) < held;
  return isLost ? decidingWords(deciding, names) : undefined;
}

/** The same where it is undecided of both whether they hold any set: what they part in. */
export function openLossWords(finding: Finding, names: Names): string | undefined {
  const { deciding } = finding;
  if (deciding === null || hardlyParts(finding) || Math.min(...deciding.values) >= held) {
    return undefined;
  }
  return decidingWords(deciding, names, 'may hold');
}

type Deciding = NonNullable<Finding['deciding']>;

function sidesOf({ values: [a, b] }: Deciding) {
  return a >= b ? ({ more: 0, less: 1 } as const) : ({ more: 1, less: 0 } as const);
}

function decidingWords(deciding: Deciding, names: Names, how?: string): string {
  const { set: parts, values, sites } = deciding;
  const { more, less } = sidesOf(deciding);
  const holds = how ?? (values[more] >= held ? 'holds' : 'partly holds');
  const first = `${names[more]} ${holds} ${setWords(parts)}${where(sites[more])} (${score(values[more])})`;
  const most = `${score(values[less])} at most`;
  const second =
    values[less] < hardly
      ? `${names[less]} holds it ${nowhere(parts)} (${most})`
      : `${names[less]} holds it less purely (${most}${sites[less] === null ? '' : `, ${placeWords(sites[less])}`})`;
  return `${first}; ${second}`;
}

/** One part alone may stand in the prompt, and is then seen there in the flow map. */
const nowhere = (parts: SetName) =>
  parts.length === 1 ? 'nowhere beyond what the prompt itself says' : 'nowhere';

const where = (site: SitePlace | null) => (site === null ? '' : ` ${placeWords(site)}`);

/** A span of a cut, whole. */
function isPlain({ onward, heads, part }: SitePlace): boolean {
  return !onward && heads === undefined && part === undefined;
}

/** "at `b` after block 0", "after block 17 at `S2` and after", "in head L0H2 at `b`". */
export function placeWords(site: SitePlace): string {
  const { cut, span, onward, heads, part } = site;
  const at = `at \`${span}\``;
  if (heads) return `in ${headsWords(cut, heads)} ${at}`;
  if (part !== undefined) return `in directions of its own ${at} ${cutWords(site)}`;
  return onward ? `${cutWords(site)} ${at} and after` : `${at} ${cutWords(site)}`;
}

/** "head L0H2"; several are always all of a block. */
export function headsWords(block: number, heads: readonly number[]): string {
  return heads.length === 1 ? `head L${block}H${heads[0]}` : `the heads of block ${block} together`;
}

export function cutWords({ cut, at }: Pick<SitePlace, 'cut' | 'at'>): string {
  if (at !== undefined) return cut === 0 ? 'in the input' : `in \`${at}\``;
  return cut === 0 ? 'in the embedding' : `after block ${cut - 1}`;
}

/** "`place` and `thing` do not matter"; undefined: all do. */
export function idleWords(idle: SetName): string | undefined {
  if (idle.length === 0) return undefined;
  const who = idle.every(isOccurrence)
    ? setWords(idle)
    : list(idle.map((variable) => `\`${variable}\``));
  return `${who} ${idle.length === 1 ? 'does' : 'do'} not matter`;
}

const isSame = (a: SitePlace, b: SitePlace) => placeWords(a) === placeWords(b);
const sameSet = (a: SetName, b: SetName) => JSON.stringify(a) === JSON.stringify(b);
