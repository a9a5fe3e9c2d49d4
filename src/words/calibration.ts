// What a calibration comes to, in words, and how its table is written: once for page, terminal and documents.
import type {
  CalibrateReason,
  CalibrationSection,
  ComponentMethodReport,
  JudgementReport,
  MethodReport,
  MistakesReport,
  TruthTaskReport,
} from '../protocol/calibration.ts';
import type { Interval } from '../protocol/coordinates.ts';
import { count } from '../protocol/reportWords.ts';
import { list } from './phrases.ts';

const plural = (n: number, one: string) => `${count(n)} ${one}${n === 1 ? '' : 's'}`;

/** Three digits: 1.000 and .996 are not the same here. */
export const three = (x: number) => x.toFixed(3);

/** "0.954 [0.901, 0.989]". */
export function auroc({ value, low, high }: Interval): string {
  return `${three(value)} [${three(low)}, ${three(high)}]`;
}

/** "On 15 models ... (21 pairs compute alike, 28 do not), x tells these apart best (AUROC 1.000); ...". */
export function calibrationWords(reason: CalibrateReason): string {
  const { models, tasks, same, different, verdict, ranking } = reason;
  const on = `${plural(models, 'model')} of ${plural(tasks, 'task')} of which it is known how they compute`;
  const pairs = `${plural(same, 'pair')} ${same === 1 ? 'computes' : 'compute'} alike, ${count(different)} ${different === 1 ? 'does' : 'do'} not`;
  const judged = verdict === null ? [] : [judgedWords(verdict, same + different)];
  return `On ${on} (${pairs}), ${[rankingWords(ranking), ...judged].join('; ')}.`;
}

function judgedWords(
  { wrong, decided }: NonNullable<CalibrateReason['verdict']>,
  all: number,
): string {
  const mistakes = wrong === 0 ? 'no wrong verdict' : plural(wrong, 'wrong verdict');
  return `compare gives ${mistakes}, ${count(decided)} of ${plural(all, 'pair')} decided`;
}

/** "x and y tell these apart best (AUROC 1.000); of 24 methods z is last (0.493)". */
function rankingWords(ranking: CalibrateReason['ranking']): string {
  if (ranking.length === 0) return 'no method says anything of all of them';
  const text = ({ auroc: of }: (typeof ranking)[number]) => three(of.value);
  const best = ranking.filter((one) => text(one) === text(ranking[0]));
  const last = ranking.at(-1)!;
  const only = ranking.length === 1;
  const tell = `${best.length === 1 ? 'tells' : 'tell'} these apart${only ? '' : best.length === ranking.length ? ' equally well' : ' best'}`;
  const told = `${list(best.map(({ title }) => title))} ${tell} (AUROC ${text(ranking[0])})`;
  if (text(last) === text(ranking[0])) return told;
  return `${told}; of ${plural(ranking.length, 'method')} ${last.title} is last (${text(last)})`;
}

/** What the words of the table mean: for a reader who is new. */
export const calibrationLegend =
  'AUROC: how often a pair of models that compute differently is put farther apart than a pair that computes the same; 1 is always, .5 is a coin. In brackets its 95 % interval, with models drawn anew, for pairs that share a model are not independent. False same, false different: models with a wrong verdict in any pair, of those that could have one, and what share of models that may be at most (95 %).';

export const hindsightWords =
  'A method without a verdict of its own is given the threshold at which it makes the fewest mistakes on these very models (marked *): that flatters it.';

export const componentsLegend =
  'Heads and MLPs: how well what a method says of each agrees with what an interchange of it alone really moves, in the mean over the models. Ranks: correlation of the order of both; AUROC: telling those that move a tenth of the answer or more from the others.';

export const coverageLegend =
  'Held: how often a 95 % interval from drawn prompt pairs holds what all prompt pairs show; 95 % is wanted.';

const origins: Readonly<Record<TruthTaskReport['origin'], string>> = {
  forced: 'forced in training',
  natural: 'natural: seen in how they go on',
};

/** "modsum (forced in training): 4 ab, 3 bc; 9 pairs of one kind, 12 of two". */
export function truthTaskWords({
  name,
  origin,
  labels,
  unsolved,
  same,
  different,
}: TruthTaskReport) {
  const kinds = labels.map(({ label, models }) => `${models} ${label}`).join(', ');
  const left = unsolved.length > 0 ? `; without the task: ${list(unsolved)}` : '';
  return `${name} (${origins[origin]}): ${kinds}; ${count(same)} pairs of one kind, ${count(different)} of two${left}`;
}

/** "0 of 15, at most 20 %". */
export function mistakesText({ models, ofModels, atMost }: MistakesReport): string {
  if (ofModels === 0) return '–';
  return `${models} of ${ofModels}, at most ${(100 * atMost).toFixed(0)} %`;
}

type Known = readonly JudgementReport[];

export function judgementsOf({ tasks }: Pick<MethodReport, 'tasks'>): Known {
  return tasks.filter((one) => one !== null);
}

/** Of all pairs of models, those of which it has a verdict. */
export function decidedText(known: Known): string {
  const sum = (pick: (one: JudgementReport) => number) =>
    known.reduce((all, one) => all + pick(one), 0);
  const decided = sum(({ decided }) => decided.same + decided.different);
  const all = sum(({ same, different }) => same + different);
  return all === 0 ? '–' : `${((100 * decided) / all).toFixed(0)} %`;
}

/** Of drawn intervals; "–" where none was tried. */
export function heldText(known: Known): string {
  const held = known.flatMap(({ coverage }) => (coverage === null ? [] : [coverage.value]));
  if (held.length === 0) return '–';
  return held.map((value) => `${(100 * value).toFixed(0)} %`).join(', ');
}

/** The cells of a method's row: AUROC by task, over all, both mistakes, decided, held. */
export function methodCells(method: MethodReport): readonly string[] {
  const known = judgementsOf(method);
  const star = known.some(({ inHindsight }) => inHindsight) ? ' *' : '';
  return [
    ...method.tasks.map((one) => (one?.auroc ? three(one.auroc.value) : '–')),
    method.auroc ? auroc(method.auroc) : '–',
    `${mistakesText(method.falseSame)}${star}`,
    `${mistakesText(method.falseDifferent)}${star}`,
    decidedText(known),
    heldText(known),
  ];
}

/** The names of these columns. */
export function methodColumns({ tasks }: CalibrationSection): readonly string[] {
  const each = tasks.map(({ name }) => `AUROC ${name}`);
  return [...each, 'AUROC, mean', 'False same', 'False different', 'Decided', 'Held'];
}

export function componentCells({
  models,
  rank,
  auroc: area,
}: ComponentMethodReport): readonly string[] {
  return [count(models), rank ? auroc(rank) : '–', area ? auroc(area) : '–'];
}

export const componentColumns = ['Models', 'Ranks', 'AUROC'] as const;

/** "profile distance ... (of a file)". */
export function methodTitle({ title, given }: Pick<MethodReport, 'title' | 'given'>): string {
  return given ? `${title} (yours)` : title;
}

/** By AUROC, the best first; those that are not known of all tasks last. */
export function ranked(methods: readonly MethodReport[]): readonly MethodReport[] {
  const of = ({ auroc: all }: MethodReport) => all?.value ?? -1;
  return [...methods].sort((x, y) => of(y) - of(x));
}
