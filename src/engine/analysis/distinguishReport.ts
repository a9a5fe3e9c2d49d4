// On which inputs two models part, as a report, and as a task that shows it.
import type {
  DistinguishReason,
  DistinguishVerdict,
  PartingExample,
  RegionCondition,
  SearchReport,
} from '../../protocol/distinguish.ts';
import type { DistinguishReport, Timings } from '../../protocol/report.ts';
import { outcomeOf, type Sought } from '../congruity/distinguish.ts';
import type { Responses, Sweep } from '../forward/responses.ts';
import { nothing } from '../task/partSet.ts';
import { listedTask, narrowedTask } from '../task/regionTask.ts';
import { setName } from '../task/setName.ts';
import { toldMixture } from '../task/toldMixture.ts';
import { unsolvedParts } from './earlyReport.ts';
import { sitePlaces } from './named.ts';
import { type Prompt, type Searches, wordsOf } from './parting.ts';
import { unsolved } from './reasons.ts';
import { massNotes, modelReport, provenanceOf, taskReport } from './reportParts.ts';
import { interchangesOf } from './run.ts';
import { trustSection } from './sections.ts';
import type { Study } from './study.ts';

/** Of each search, at most. */
const mostExamples = 8;
/** More pairs in a file are no further evidence. */
const mostListed = 256;
/** Models whose accuracies differ by more are not equally accurate: that is said. */
const asAccurate = 0.05;

export function unsolvedDistinction(study: Study, timings: Timings): DistinguishReport {
  const parts = unsolvedParts(study, timings);
  const reason = unsolved(study.gates);
  return { kind: 'distinguish', verdict: 'not comparable', reason, ...parts };
}

export function distinguishedReport(
  study: Study,
  sweeps: readonly Sweep[],
  searches: Searches,
  permutations: number,
  timings: Timings,
): DistinguishReport {
  const { candidates, task, gates, settings, notes, pairs } = study;
  const about: About = { study, responses: sweeps.map(({ responses }) => responses), permutations };
  const { interchanges: runs } = searches;
  const found = [byAnswers(about, searches), ...(runs ? [byInterchanges(about, runs)] : [])];
  const decides = found.find(({ outcome }) => outcome === 'part') ?? found[0];
  const interchanges = interchangesOf(sweeps);
  const swept = candidates.map(({ subject: { name } }, i) => ({ name, sweep: sweeps[i] }));
  const verdict = verdictOf(found);
  const { examples: _, ...search } = decides;
  const reason: DistinguishReason = {
    ...{ code: 'distinguishing', verdict, margin: settings.margin, search },
    prompts: { outcome: found[0].outcome, held: found[0].held },
    interchanged: runs !== undefined,
    names: [swept[0].name, swept[1].name],
    ...{ granularity: 'cut', interchanges, pairs },
  };
  const file = decides.outcome === 'part' ? taskOf(about, searches, decides) : null;
  return {
    ...{ kind: 'distinguish', schema: 4, verdict, reason },
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => modelReport(subject, task, gates[i], undefined)),
    looks: null,
    sections: [{ kind: 'distinguishing', searches: found, task: file }, trustSection(swept)],
    notes: [...notes, ...accuracyNotes(study), ...massNotes(swept)],
    provenance: { ...provenanceOf(study, interchanges), interval: intervalMethod },
    timings,
  };
}

const intervalMethod =
  'A region is found on a random half of the pairs and measured on the other half: bootstrap over pairs, from the lower ' +
  'of the percentile and basic lower ends to the higher of their upper ends, where few pairs decide at least as wide as ' +
  "Wilson's. p: the share of permutations of what is apart, dealt anew from pair to pair of the half that it was found " +
  'on, in which the search finds as good a region, as it is counted as one of them.';

type About = {
  readonly study: Study;
  readonly responses: readonly Responses[]; // of A and B
  readonly permutations: number;
};

function verdictOf(found: readonly SearchReport[]): DistinguishVerdict {
  if (found.some(({ outcome }) => outcome === 'part')) return 'they part';
  const isAll = found.some(({ by }) => by === 'interchanges');
  return isAll && found.every(({ outcome }) => outcome === 'alike') ? 'alike' : 'inconclusive';
}

function accuracyNotes({ gates: [a, b] }: Study): string[] {
  if (a.accuracy === undefined || b.accuracy === undefined) return [];
  if (Math.abs(a.accuracy - b.accuracy) <= asAccurate) return [];
  const [one, other] = [a, b].map(({ name, accuracy }) => {
    return `${name} solves ${(100 * accuracy!).toFixed(1)} %`;
  });
  return [`The two are not equally accurate: ${one}, ${other}.`];
}

function byAnswers(about: About, { prompts, answers }: Searches): SearchReport {
  const { task, candidates } = about.study;
  const { tokens } = candidates[0];
  const tables = (set: Prompt['set']) => about.responses.map(({ mixed }) => mixed.get(set)!);
  const say = (unit: number) => {
    const { pair, set } = prompts[unit];
    return tables(set).map((table) => rowOf(table, pair, about)) as [number[], number[]];
  };
  const right = (unit: number) => tokens.rightOf(prompts[unit].pair, prompts[unit].set);
  return {
    ...searchReport(about, 'answers', answers, say),
    region: conditionsOf(answers, task.variables, null),
    accuracy: accuracyIn(about, answers.units, say, right),
    at: null,
    examples: answers.units.slice(0, mostExamples).map((unit): PartingExample => {
      const { pair, set } = prompts[unit];
      const base = toldMixture(task, tokens.pair(pair), set);
      return { base, source: null, ...saidBy(about, say(unit)) };
    }),
  };
}

function byInterchanges(about: About, runs: NonNullable<Searches['interchanges']>): SearchReport {
  const { task, candidates } = about.study;
  const { sites, set, holder } = runs.meeting;
  const say = (pair: number) =>
    about.responses.map(({ site, pairs: n, outcomes: K }, m) => {
      return Array.from(site.subarray((sites[m] * n + pair) * K, (sites[m] * n + pair + 1) * K));
    }) as [number[], number[]];
  const V = task.variables.length;
  const both = [...task.variables, ...task.variables];
  const places = about.responses.map(({ plan }, m) => sitePlaces(plan, task)[sites[m]]);
  return {
    ...searchReport(about, 'interchanges', runs, say),
    region: conditionsOf(runs, both, (variable) => (variable < V ? 'base' : 'source')),
    accuracy: null,
    at: { set: setName(set, task), holder, sites: [places[0], places[1]] },
    examples: runs.units.slice(0, mostExamples).map((pair): PartingExample => {
      return { ...candidates[0].tokens.text(pair), ...saidBy(about, say(pair)) };
    }),
  };
}

type Say = (unit: number) => [number[], number[]];

function searchReport(
  { study: { settings }, permutations }: About,
  by: SearchReport['by'],
  sought: Sought,
  say: Say,
) {
  const { p, found, held, outside, units, searched } = sought;
  const other = units.filter((unit) => new Set(say(unit).map(firstOf)).size > 1);
  return {
    ...{ by, outcome: outcomeOf(sought, settings.margin), searched, found, p, permutations },
    held: held ? { ...held, units: units.length } : null,
    outside: outside ?? null,
    otherAnswer: other.length / Math.max(1, units.length),
  };
}

function conditionsOf(
  { region }: Sought,
  names: readonly string[],
  of: ((variable: number) => RegionCondition['of']) | null,
): RegionCondition[] {
  return region.map(({ variable, values }) => {
    return { variable: names[variable], of: of === null ? null : of(variable), values };
  });
}

function accuracyIn(
  { study: { task } }: About,
  units: readonly number[],
  say: Say,
  right: (unit: number) => readonly number[],
): SearchReport['accuracy'] {
  const known = units.filter((unit) => right(unit).length > 0);
  if (known.length === 0) return null;
  const [a, b] = [0, 1].map((m) => {
    const solved = known.filter((unit) =>
      right(unit).some((answer) => task.outcomes[answer] === firstOf(say(unit)[m])),
    );
    return solved.length / known.length;
  });
  return [a, b];
}

function saidBy({ study: { task } }: About, [a, b]: [number[], number[]]) {
  const apart = a.reduce((sum, x, k) => sum + Math.abs(x - b[k]), 0) / 2;
  return { answers: [task.classes[firstOf(a)], task.classes[firstOf(b)]] as const, apart };
}

const firstOf = (row: readonly number[]) => row.indexOf(Math.max(...row));

function rowOf(table: Float32Array, pair: number, { responses: [{ outcomes: K }] }: About) {
  return Array.from(table.subarray(pair * K, (pair + 1) * K));
}

/**
 * Of prompts: their part of the task, as a file that draws pairs; else a list of those pairs that the models answer
 * otherwise by more than the margin, the farthest first. null: there are none, only mixtures of pairs part.
 */
function taskOf({ study }: About, searches: Searches, { by, region }: SearchReport): string | null {
  const { task, candidates, settings } = study;
  const name = `${task.name}-apart`;
  if (by === 'answers' && task.listed === undefined && region.length > 0) {
    return narrowedTask(task, region, name);
  }
  const far = by === 'answers' ? basesIn(study, searches, region) : pairsIn(searches.interchanges!);
  const listed = far
    .filter(({ apart }) => apart > settings.margin)
    .sort((x, y) => y.apart - x.apart)
    .slice(0, mostListed)
    .map(({ pair }) => candidates[0].tokens.pair(pair));
  if (listed.length === 0) return null;
  const what =
    by === 'answers' ? 'answer otherwise' : 'answer otherwise when they are interchanged';
  const names = candidates.map(({ subject }) => subject.name).join(' and ');
  return listedTask(task, listed, name, `Pairs of ${task.name} on which ${names} ${what}`);
}

type Apart = { readonly pair: number; readonly apart: number };

/** Pairs whose own prompt is in the region. */
function basesIn(
  { task, candidates: [{ tokens }] }: Study,
  { prompts, answers: { apart } }: Searches,
  region: SearchReport['region'],
): Apart[] {
  return prompts.flatMap(({ pair, set }, unit) => {
    const words = wordsOf(task, tokens.pair(pair), set);
    const isIn = region.every(({ variable, values }) =>
      values.includes(words[task.names.indexOf(variable)]),
    );
    return set === nothing && isIn ? [{ pair, apart: apart[unit] }] : [];
  });
}

function pairsIn({ all, apart }: Sought): Apart[] {
  return all.map((pair) => ({ pair, apart: apart[pair] }));
}
