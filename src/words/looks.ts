// How a run in looks went: what was measured at how many pairs, why it stopped, and how sure its intervals are.
import { isSoFar, limitOfRun } from '../protocol/looked.ts';
import type { LimitOfRun, LookReport, LooksReport, Report } from '../protocol/report.ts';
import { count } from '../protocol/reportWords.ts';
import { flowsOf, sectionOf } from '../protocol/sections.ts';
import { list } from './phrases.ts';

/** Whoever has the command line, or the editor: how a run is given more is named as it is done there. */
export type Reader = 'terminal' | 'editor';

/** "Survey of 8 pairs at 27 of 31 cuts; 16 and 32 pairs at 5 cuts; settled."; undefined: all was measured at once. */
export function looksOf(report: Report, reader: Reader = 'terminal'): string | undefined {
  const { looks } = report;
  if (looks === null) return undefined;
  const [survey, ...others] = looks.looks;
  const all = flowsOf(report).map(({ cuts }) => cuts.length);
  const clauses = [
    `Survey of ${pairsWords([survey])} at ${cutsWords(survey, all)}`,
    ...byCuts(others).map((same) => `${pairsWords(same)} at ${cutsWords(same[0])}`),
    ...(looks.shares ? [`shares on ${count(looks.shares.pairs)}`] : []),
    endOf(looks),
  ];
  return `${clauses.join('; ')}.${unmeasured(report, reader)}`;
}

/** Neighbours that were measured at as many cuts. */
function byCuts(looks: readonly LookReport[]): LookReport[][] {
  const groups: LookReport[][] = [];
  for (const look of looks) {
    const last = groups.at(-1);
    if (last && cutsWords(last[0]) === cutsWords(look)) last.push(look);
    else groups.push([look]);
  }
  return groups;
}

/** "8 pairs", "16, 32 and 64 pairs". */
function pairsWords(looks: readonly LookReport[]): string {
  return `${list(looks.map(({ pairs }) => count(pairs)))} pairs`;
}

/** "5 cuts", "5 and 7 cuts" of two models, "5 to 9 cuts" of more; "27 of 31 cuts" where `all` says how many there are. */
function cutsWords({ cuts }: LookReport, all: readonly number[] = []): string {
  if (cuts.length > 2) {
    const counts = cuts.map((at) => at.length).filter((count) => count > 0); // of those that it looked at
    const ends = new Set([Math.min(...counts), Math.max(...counts)]);
    return numbered([...ends].join(' to '));
  }
  const words = cuts.flatMap((at, model) => {
    const most = all[model];
    if (at.length === 0) return []; // it is not looked at yet
    if (most === undefined) return String(at.length);
    return at.length === most ? `all ${most}` : `${at.length} of ${most}`;
  });
  return numbered(list([...new Set(words)]));
}

const numbered = (cuts: string) => `${cuts} ${cuts === '1' ? 'cut' : 'cuts'}`;

function endOf({ stopped }: LooksReport): string {
  switch (stopped) {
    case 'settled':
      return 'settled';
    case 'hopeless':
      return 'more pairs would hardly settle it';
    case 'all pairs':
      return 'more pairs there are not';
    case 'budget':
      return 'stopped: the budget of work is spent';
    case 'seconds':
      return 'stopped: the time that it was given is up';
    case 'stages':
      return 'stopped: the looks that it was asked for are made';
    case null:
      return 'unfinished'; // it goes on, or was cancelled: the same report is told of both
  }
}

type Given = Readonly<Record<LimitOfRun | 'pairs', string>>;

const limits: Readonly<Record<Reader, Given>> = {
  terminal: {
    ...{ budget: '`--work N`', seconds: '`--budget TIME`', stages: '`--stages K`' },
    pairs: '`--pairs N`',
  },
  editor: {
    budget: 'the button More Pairs, or the setting `congruity.comparison.work`',
    ...{ seconds: 'the button More Pairs', stages: 'the button More Pairs' },
    pairs: 'the setting `congruity.comparison.pairs`',
  },
};

/** What there would be more of. */
const larger: Readonly<Record<LimitOfRun, string>> = {
  budget: 'A larger budget',
  seconds: 'More time',
  stages: 'A larger number of looks',
};

/** What goes on after a limit, and what is still to come. */
function unmeasured(report: Report, reader: Reader): string {
  const limit = limitOfRun(report.looks);
  if (limit !== undefined) {
    const { [limit]: more, pairs } = limits[reader];
    return ` ${larger[limit]} (${more}) goes on from here; an exact number of pairs (${pairs}) measures every cut on all of them.`;
  }
  if (report.kind === 'fleet' || report.kind === 'trajectory') return ''; // its pairs say it, each for itself
  const isEarly = isSoFar(report) && report.models.some(({ profile }) => profile === null);
  if (!isEarly) return '';
  const what = report.kind === 'interpret' ? 'The profile is' : 'Profiles and distances are';
  return ` ${what} not measured yet.`;
}

/** Digits of a level that anybody reads. */
const mostDigits = 4;

/** "95 %", "99.999 %": with as many digits as tell it from certainty, which none is. */
export function levelText(level: number): string {
  const digits = Math.max(1, Math.ceil(-Math.log10(100 * (1 - level))));
  if (digits > mostDigits) return 'over 99.9999 %';
  return `${Number((100 * level).toFixed(digits))} %`;
}

/**
 * "95 %", with `what` "95 % intervals"; where the last look has its own, why: "97.5 % intervals, so that all looks
 * together are 95 % sure"; of a fleet each that any two were told at: "99.99 % intervals on 16 pairs and 97.5 % on 64".
 */
export function levelOf(report: Report, what = ''): string {
  const { looks, provenance } = report;
  const { level } = provenance.parameters;
  const own = `${levelText(level)}${what}`;
  if (looks === null) return own;
  const levels = levelsOfFleet(report).map(([pairs, of], k) => {
    return `${levelText(of)}${k === 0 ? what : ''} on ${count(pairs)}${k === 0 ? ' pairs' : ''}`;
  });
  if (levels.length === 0 && looks.level === level) return `${own} over all looks together`;
  const told = levels.length > 0 ? list(levels) : own;
  return `${told}, so that all looks together are ${levelText(looks.level)} sure`;
}

/** How many pairs any two of its models rest on, and the level of their intervals; in order of the pairs. */
function levelsOfFleet(report: Report): readonly (readonly [number, number])[] {
  const pairs = sectionOf(report, 'fleet')?.pairs ?? [];
  const levels = new Map(
    pairs.flatMap(({ pairs, level }) => (pairs && level ? [[pairs, level] as const] : [])),
  );
  return [...levels].sort(([a], [b]) => a - b);
}
