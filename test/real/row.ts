// What a run is in a table: cells of text, from the report alone.
import { exitCodes } from '../../src/cli/exitCodes.ts';
import type { ModelReport } from '../../src/protocol/report.ts';
import {
  cutText,
  interval,
  percent,
  score,
  setText,
  spanText,
} from '../../src/protocol/reportWords.ts';
import { weakest } from '../../src/protocol/siteKind.ts';
import { explanationOf } from '../../src/words/report.ts';
import type { Ran } from './runs.ts';

/** ran: measured, whatever came out. The others are the ways not to be. */
export type Outcome = 'ran' | 'below its floor' | 'does not fit' | 'failed' | 'not run';

export type Row = {
  readonly task: string;
  readonly outcome: Outcome;
  readonly pairs: string;
  /** Of two models both, in their order. */
  readonly accuracy: string;
  readonly mass: string;
  readonly profile: string;
  readonly unexplained: string;
  readonly verdict: string;
  readonly says: string;
  readonly time: string;
  readonly memory: string;
};

const NEXT_LINE = '<br>'; // in a cell of Markdown: a model a line

/** From here on an entry of a profile is worth a line. */
const TOLD = 0.3;

export function rowOf({ task, pairs, seconds, megabytes, given }: Ran): Row {
  if (given === 'not run') return { ...nothing, task, outcome: given };
  const cost = { time: `${(seconds / 60).toFixed(1)} min`, memory: `${Math.round(megabytes)} MB` };
  if (!('kind' in given)) {
    const outcome = given.exitCode === exitCodes.data ? 'does not fit' : 'failed';
    return { ...nothing, ...cost, task, outcome, says: given.message };
  }
  const { models } = given;
  const each = (cell: (model: ModelReport) => string) => models.map(cell).join(NEXT_LINE);
  return {
    ...cost,
    task,
    pairs: String(pairs),
    outcome: given.reason.code === 'unsolved' ? 'below its floor' : 'ran',
    accuracy: each(({ accuracy }) => (accuracy === null ? '' : percent(accuracy))),
    mass: each(({ massOnAnswers }) => (massOnAnswers === null ? '' : percent(massOnAnswers))),
    profile: each(profileText),
    unexplained: each(unexplainedText),
    verdict: given.kind === 'compare' ? given.verdict : '',
    says: explanationOf(given),
  };
}

const nothing = {
  ...{ pairs: '', accuracy: '', mass: '', profile: '', unexplained: '', verdict: '' },
  ...{ says: '', time: '', memory: '' },
};

function profileText({ profile }: ModelReport): string {
  if (profile === null) return '';
  const told = profile.filter(({ value }) => value >= TOLD);
  const entries = told.map(({ set, site, ...value }) => {
    const place = site === null ? '' : ` at ${spanText(site)}, ${cutText(site.cut)}`;
    return `${setText(set)} ${interval(value)}${place}`;
  });
  return entries.length === 0 ? `no entry of ${score(TOLD)}` : entries.join('; ');
}

/** Of the sites that matter, the one that mixtures explain least. */
function unexplainedText({ sites }: ModelReport): string {
  const mattering = (sites ?? []).filter(({ strength }) => strength >= weakest);
  const [worst] = [...mattering].sort((a, b) => b.unexplained - a.unexplained);
  if (worst === undefined) return '';
  return `${score(worst.unexplained)} at ${spanText(worst)}, ${cutText(worst.cut)}`;
}
