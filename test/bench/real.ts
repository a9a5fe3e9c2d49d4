// npm run bench -- --real [--full]: how much of a full run of 128 pairs an answer takes: of SmolLM2 on IOI, against a
// copy of it and against Gemma 3. All runs are of the product's own command line, with a store of their own that is
// empty, and seconds are the processors'. Full runs are kept and taken again. A full comparison takes more than an
// hour: one that is not kept counts as what its models' interpretations take at the least, unless --full asks for it.
import type { CompareReport, InterpretReport } from '../../src/protocol/report.ts';
import { setText } from '../../src/protocol/reportWords.ts';
import { type Asked, keptReport, type Ran, runOf } from '../real/runs.ts';
import type { Figure } from './figure.ts';
import { realSubjects } from './realSubjects.ts';

const pairs = 128;
/** A comparison that is not made in full is told by interpretations of so many pairs, where no more were made. */
const fewer = 16;
/** More would wait for each other, which counts as time of the processors too. */
const threads = '1';
/** What the full run holds by so much, or the one in looks, both hold, this nearly. */
const [told, near] = [0.3, 0.1];

type Question = Pick<Asked, 'models' | 'task'>;

/** What a full run takes, and how that is known. */
type Full = { readonly seconds: number; readonly how: string };

export async function* realFigures(makesFull: boolean): AsyncGenerator<Figure> {
  const { task, one, copy, two } = await realSubjects();
  const alone = { models: [one], task } as const;
  const [whole, few] = [await full(alone), await inLooks(alone)];
  yield cost(alone, few, { seconds: whole.seconds, how: `on ${whole.day}` }, 8);
  yield profileFigure(few, whole);
  if (typeof copy === 'string') console.log(`no copy of ${one.name} was measured: ${copy}`);
  else yield* comparison({ models: copy, task }, makesFull, 2, isIndistinguishable);
  yield* comparison({ models: two, task }, makesFull, 4, isSettled);
}

async function* comparison(
  asked: Question,
  makesFull: boolean,
  times: number,
  isRight: (report: CompareReport) => boolean,
): AsyncGenerator<Figure> {
  const few = await inLooks(asked);
  const report = reportOf<CompareReport>(few);
  yield cost(asked, few, await costOfFull(asked, makesFull), times);
  yield {
    what: `${named(asked)}: the verdict`,
    bar: isRight === isIndistinguishable ? 'indistinguishable' : 'settled',
    found: `${report.verdict}, ${report.looks?.stopped ?? 'at once'}`,
    met: isRight(report),
  };
}

const isIndistinguishable = ({ verdict }: CompareReport) => verdict === 'indistinguishable';
/** Or it is known that more would not settle it. */
const isSettled = ({ verdict, looks }: CompareReport) =>
  verdict !== 'inconclusive' || looks?.stopped === 'hopeless';

function full(asked: Question): Promise<Ran> {
  return runOf({ ...asked, pairs, threads, alone: true }, false);
}

function inLooks(asked: Question): Promise<Ran> {
  return runOf({ ...asked, pairs: undefined, threads, alone: true }, true);
}

async function costOfFull(asked: Question, makesIt: boolean): Promise<Full> {
  const kept = keptReport({ ...asked, pairs, alone: true });
  if (kept || makesIt) {
    const { seconds, day } = kept ?? (await full(asked));
    return { seconds, how: `on ${day}` };
  }
  let seconds = 0;
  for (const model of asked.models) {
    const alone = { models: [model], task: asked.task, threads, alone: true } as const;
    const part =
      keptReport({ ...alone, pairs }) ?? (await runOf({ ...alone, pairs: fewer }, false));
    seconds += (part.seconds * pairs) / part.pairs;
  }
  return { seconds, how: 'at least, by each alone' };
}

export function cost(asked: Question, few: Ran, { seconds, how }: Full, times: number): Figure {
  const { provenance, task, timings } = reportOf(few);
  const minutes = (of: number) => (of / 60).toFixed(1);
  const own = `${minutes(few.seconds)} of ${minutes(seconds)} min (${how})`;
  const looked = `${provenance.interchanges} interchanges, ${task.pairs} pairs`;
  const place = `${minutes(timings.seconds)} min by the clock, ${Math.round(few.megabytes)} MB`;
  return {
    what: `${named(asked)}: in looks, of all of ${pairs} pairs`,
    bar: `<= 1/${times}`,
    found: `1/${(seconds / few.seconds).toFixed(1)}: ${own}; ${looked}; ${place}`,
    met: few.seconds * times <= seconds,
  };
}

export function profileFigure(few: Ran, whole: Ran): Figure {
  const [found, all] = [few, whole].map((ran) => entriesOf(reportOf<InterpretReport>(ran)));
  const sets = [...new Set([...found.keys(), ...all.keys()])];
  const held = sets.filter((set) => (found.get(set) ?? 0) > told || (all.get(set) ?? 0) > told);
  const apart = held.map((set) => Math.abs((found.get(set) ?? 0) - (all.get(set) ?? 0)));
  const each = held.map((set) => {
    return `${set} ${[found, all].map((of) => of.get(set)?.toFixed(2) ?? 'none').join(' / ')}`;
  });
  return {
    what: `entries of its profile over ${told}: in looks / all pairs`,
    bar: `within ${near}`,
    found: each.join(', '),
    met: Math.max(0, ...apart) <= near,
  };
}

function entriesOf({ models }: InterpretReport): Map<string, number> {
  const profile = models[0].profile ?? [];
  return new Map(profile.map(({ set, value }) => [setText(set), value]));
}

const named = ({ models }: Question) => models.map(({ name }) => name).join(' and ');

function reportOf<R extends CompareReport | InterpretReport>({ given, models, task }: Ran): R {
  if (typeof given === 'object' && 'kind' in given) return given as R;
  const why = given === 'not run' ? given : given.message;
  throw new Error(`${models.map(({ name }) => name).join(' and ')} on ${task}: ${why}`);
}
