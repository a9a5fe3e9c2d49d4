// How a run in looks went: what was measured at how many pairs, why it stopped, and how sure its intervals are.
import { isSoFar } from '../protocol/looked.ts';
import type { LookReport, LooksReport, Report } from '../protocol/report.ts';
import { count } from '../protocol/reportWords.ts';
import { flowsOf } from '../protocol/sections.ts';
import { list } from './phrases.ts';

/** "Survey of 8 pairs at 27 of 31 cuts; 16 and 32 pairs at 5 cuts; settled."; undefined: all was measured at once. */
export function looksOf(report: Report): string | undefined {
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
  return `${clauses.join('; ')}.${unmeasured(report)}`;
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
    case null:
      return 'it goes on';
  }
}

/** What goes on after a budget, and what is still to come. */
function unmeasured(report: Report): string {
  if (report.looks?.stopped === 'budget') {
    return ' A larger budget (`--work N`) goes on from here; an exact number of pairs (`--pairs N`) measures every cut on all of them.';
  }
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
 * together are 95 % sure".
 */
export function levelOf({ looks, provenance }: Report, what = ''): string {
  const { level } = provenance.parameters;
  const own = `${levelText(level)}${what}`;
  if (looks === null) return own;
  if (looks.level === level) return `${own} over all looks together`;
  return `${own}, so that all looks together are ${levelText(looks.level)} sure`;
}
