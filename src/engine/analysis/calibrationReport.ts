// What a calibration shows, as a report.
import type {
  CalibrateReason,
  CalibrationSection,
  ComponentMethodReport,
  JudgementReport,
  MethodReport,
  TruthTaskReport,
} from '../../protocol/calibration.ts';
import type { CalibrateReport } from '../../protocol/report.ts';
import {
  allMistakes,
  type Judged,
  type Judgement,
  judge,
  meanOverModels,
  overTasks,
} from '../calibration/judge.ts';
import type { Ports } from '../core/ports.ts';
import { algorithm, version } from '../core/version.ts';
import { componentMethods, layerMethods, type Method, pairMethods } from './calibrateMethods.ts';
import type { Calibrated, TaskScores } from './calibrateRun.ts';
import { digestOf } from './remember.ts';
import { modelProvenance, modelReport, placeOf, runtimeText } from './reportParts.ts';

/** Of models, behind the intervals of a rate. */
const resampling = { resamples: 1000, seed: 'models of the truth' };

const intervalMethod =
  'Rates and AUROC: models are drawn anew within each label (1,000 times, 95 %), for pairs that share a model are not ' +
  "independent; what share of models has a mistake: Wilson's interval. Coverage: the task's prompt pairs are taken for all " +
  'that there are, as many are drawn of them with replacement, and the interval from those should hold what all show.';

type Row = Method & { readonly given: boolean };

export async function calibrationReport(
  ports: Ports,
  calibrated: Calibrated,
): Promise<CalibrateReport> {
  const { truth, done, settings, clock, seconds } = calibrated;
  const section = sectionOf(calibrated);
  const subjects = done.flatMap(({ truth: { name: task }, prepared, gates }) =>
    prepared.candidates.map(({ subject }, i) => {
      const named = { ...subject, name: `${task}: ${subject.name}` };
      return {
        ...modelReport(named, prepared.task, gates[i], undefined),
        provenance: modelProvenance(named),
      };
    }),
  );
  const tasks = done.map(({ prepared }) => prepared.task);
  const pairs = Math.max(...done.map(({ prepared }) => prepared.pairs));
  const { limits: _, methods: __, drawings: ___, ...parameters } = settings;
  return {
    kind: 'calibrate',
    schema: 4,
    reason: reasonOf(section),
    task: {
      name: truth.name,
      description: truth.description,
      templates: [...new Set(tasks.flatMap(({ templates }) => templates))],
      ...{ variables: [], parts: [], spans: [], answers: [], outcomes: [] },
      ...{ pairs, mostPairs: null },
    },
    models: subjects.map(({ provenance: _, ...model }) => model),
    looks: null,
    sections: [section],
    notes: notesOf(calibrated),
    provenance: {
      ...{ version, algorithm, runtime: once(done.map(({ runtime }) => runtimeText(runtime))) },
      runtimeNote:
        once(done.map(({ runtime, placeNote }) => placeOf(runtime, placeNote()) ?? '')) || null,
      task: digestOf(
        ports,
        tasks.map(({ digest }) => digest),
      ),
      models: subjects.map(({ provenance }) => provenance),
      parameters: {
        ...parameters,
        ...{ pairs, seed: done[0].prepared.seed, granularity: 'cut' },
      },
      interval: intervalMethod,
      interchanges: done.reduce((sum, { interchanges }) => sum + interchanges, 0),
    },
    timings: {
      seconds: rounded(seconds),
      steps: [...clock.seconds].map(([step, taken]) => [step, rounded(taken)] as const),
    },
  };
}

const rounded = (seconds: number) => Math.round(1000 * seconds) / 1000;

function sectionOf({ given, settings, done }: Calibrated): CalibrationSection {
  const own = (methods: readonly Method[]) =>
    methods
      .filter(({ name }) => settings.methods.has(name))
      .map(({ name, title }): Row => ({ name, title, given: false }));
  const others = (of: 'pairs' | 'components') =>
    given
      .filter((one) => one[of] !== undefined)
      .map(({ name }): Row => ({ name, title: name, given: true }));
  return {
    kind: 'calibration',
    tasks: done.map(taskReport),
    methods: [...own([...pairMethods, ...layerMethods]), ...others('pairs')].map((row) =>
      methodReport(row, done),
    ),
    components: [...own(componentMethods), ...others('components')].map((row) =>
      componentReport(row, done),
    ),
    drawings: settings.drawings,
  };
}

function taskReport({ truth, solvers, gates, pairs }: TaskScores): TruthTaskReport {
  const solving = new Set(solvers.map(({ name }) => name));
  const labels = [...new Set(solvers.map(({ label }) => label))];
  const different = pairs.filter(({ across }) => across).length;
  return {
    name: truth.name,
    origin: truth.origin,
    labels: labels.map((label) => {
      return { label, models: solvers.filter((each) => each.label === label).length };
    }),
    unsolved: gates.map(({ name }) => name).filter((name) => !solving.has(name)),
    ...{ same: pairs.length - different, different },
  };
}

const classesOf = ({ solvers }: TaskScores) => solvers.map(({ label }) => label);

function judgedOf({ scores, pairs }: TaskScores, name: string): Judged | undefined {
  const found = scores.get(name);
  return found && { scores: found, pairs };
}

function methodReport(row: Row, done: readonly TaskScores[]): MethodReport {
  const each = done.map((task) => ({ classOf: classesOf(task), judged: judgedOf(task, row.name) }));
  const known = each.flatMap(({ classOf, judged }) => (judged ? [{ classOf, judged }] : []));
  const found = each.map(({ classOf, judged }) => judged && judge(classOf, judged, resampling));
  return {
    ...row,
    tasks: found.map((one) => (one ? judgementReport(one) : null)),
    auroc: known.length === each.length ? (overTasks(known, resampling) ?? null) : null,
    falseSame: allMistakes(found.flatMap((one) => one?.falseSame ?? [])),
    falseDifferent: allMistakes(found.flatMap((one) => one?.falseDifferent ?? [])),
  };
}

function judgementReport({ auroc, threshold, coverage, ...rest }: Judgement): JudgementReport {
  return {
    ...rest,
    auroc: auroc ?? null,
    threshold: threshold ?? null,
    coverage: coverage ?? null,
  };
}

function componentReport(row: Row, done: readonly TaskScores[]): ComponentMethodReport {
  const all = done.flatMap(({ components }) => components.get(row.name) ?? []);
  const over = (values: readonly (number | undefined)[]) =>
    meanOverModels(values, resampling) ?? null;
  return {
    ...row,
    models: all.filter(({ rank }) => rank !== undefined).length,
    rank: over(all.map(({ rank }) => rank)),
    auroc: over(all.map(({ auroc }) => auroc)),
  };
}

function reasonOf({ tasks, methods }: CalibrationSection): CalibrateReason {
  const sum = (of: readonly number[]) => of.reduce((all, x) => all + x, 0);
  const verdicts = methods
    .find(({ name }) => name === 'profile')
    ?.tasks.filter((one) => one !== null);
  const ranking = methods
    .flatMap(({ title, auroc }) => (auroc ? [{ title, auroc }] : []))
    .sort((x, y) => y.auroc.value - x.auroc.value);
  return {
    code: 'calibration',
    models: sum(tasks.flatMap(({ labels }) => labels.map(({ models }) => models))),
    tasks: tasks.length,
    same: sum(tasks.map(({ same }) => same)),
    different: sum(tasks.map(({ different }) => different)),
    verdict: verdicts
      ? {
          wrong: sum(
            verdicts.map(({ falseSame, falseDifferent }) => falseSame.pairs + falseDifferent.pairs),
          ),
          decided: sum(verdicts.map(({ decided }) => decided.same + decided.different)),
        }
      : null,
    ranking,
  };
}

/** Of tasks: what is said of all of them is said once. */
function once(sentences: readonly string[]): string {
  return [...new Set(sentences)].filter((each) => each !== '').join('; ');
}

function notesOf({ given, done }: Calibrated): string[] {
  const missing = given.flatMap(({ name, pairs }) => {
    if (pairs === undefined) return [];
    const all = done.reduce((sum, task) => sum + task.pairs.length, 0);
    const scored = done.reduce(
      (sum, { scores }) => sum + scores.get(name)!.distance.filter((x) => x !== undefined).length,
      0,
    );
    return scored < all
      ? [
          `${name} has scores of ${scored} of ${all} pairs of models: it is judged on those alone, the others are judged on all.`,
        ]
      : [];
  });
  const natural = done.filter(({ truth }) => truth.origin === 'natural');
  return [
    ...done.flatMap(({ prepared, truth }) =>
      prepared.notes.map((note) => `${truth.name}: ${note}`),
    ),
    ...missing,
    ...natural.map(
      ({ truth }) =>
        `${truth.name}: nobody forced these models; a label says how a model goes on where rules part, and two of one label may still compute differently.`,
    ),
  ];
}
