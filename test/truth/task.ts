// One task of the ground truth: measures every model once, then compares every pair.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gateOf } from '../../src/engine/analysis/gate.ts';
import { baseAnswers, measured, measuredTwin } from '../../src/engine/analysis/measure.ts';
import type { Candidate } from '../../src/engine/analysis/modelRun.ts';
import { tokenSubject, withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { type Comparison, comparePair } from '../../src/engine/congruity/compare.ts';
import type { KeptDraws } from '../../src/engine/congruity/drawnProfiles.ts';
import { type Known, knownOf } from '../../src/engine/congruity/known.ts';
import { passes } from '../../src/engine/congruity/verdict.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { Task } from '../../src/engine/task/task.ts';
import { int8Rounded, noised } from './perturb.ts';
import type { Stored } from './stored.ts';

const memory = 4000; // MB
const twin = { pairs: 32, seed: 0 };

export type Measured = {
  readonly name: string;
  readonly accuracy: number;
  readonly solved: boolean;
  readonly known: Known;
};

export type Compared = { readonly a: string; readonly b: string; readonly found: Comparison };

export type TaskRun = {
  readonly task: Task;
  readonly models: readonly Measured[];
  readonly pairs: readonly Compared[];
  /** The models that solve the task and were asked for, against their rounded and noised copies. */
  readonly copies: readonly Compared[];
};

/** Of a folder of models. */
export type StoredTask = {
  readonly models: readonly Stored[];
  readonly pairs: number;
  readonly seed: number;
};

/** Which models are measured, which of them also as changed copies, and how often pairs are resampled. */
export type Extent = {
  /** The task's file; without it the folder's own. */
  readonly task?: string;
  readonly names: readonly string[];
  readonly copied: readonly string[];
  readonly resamples: number;
  /** False: models are only measured. */
  readonly compared?: boolean;
};

/** The names of all models of a task's folder. */
export function modelsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export async function runTask(
  ports: Ports,
  folder: string,
  { task: file = join(folder, 'task.json'), names, copied, resamples, compared = true }: Extent,
): Promise<TaskRun> {
  const settings = settingsOf({});
  const paths = names.map((name) => join(folder, name));
  return withSubjects(quietJob, ports, paths, async (subjects) => {
    const prepared = await prepareTask(quietJob, ports, file, subjects, settings);
    const { task } = prepared;
    const models: Measured[] = [];
    for (const candidate of prepared.candidates) models.push(await measureOne(ports, candidate));
    const kept: KeptDraws = new WeakMap();
    const compare = async (a: Measured, b: Measured): Promise<Compared> => {
      const options = {
        ...settings,
        seed: prepared.seed,
        ...{ resamples, differentPairs: prepared.differentPairs, examples: 0 },
      };
      const [one, two] = [a.known, b.known];
      const found = await comparePair(quietJob, one, two, options, undefined, kept);
      return { a: a.name, b: b.name, found };
    };
    const solved = compared ? models.filter((model) => model.solved) : [];
    const pairs: Compared[] = [];
    for (const [i, a] of solved.entries()) {
      for (const b of solved.slice(i + 1)) pairs.push(await compare(a, b));
    }
    const copies: Compared[] = [];
    for (const candidate of prepared.candidates) {
      const own = solved.find(({ name }) => name === candidate.subject.name);
      if (!own || !copied.includes(own.name)) continue;
      for (const copy of copiesOf(candidate)) {
        copies.push(await compare(own, await measureOne(ports, copy)));
      }
    }
    return { task, models, pairs, copies };
  });
}

async function measureOne(ports: Ports, candidate: Candidate): Promise<Measured> {
  const { name } = candidate.subject;
  const said = await baseAnswers(quietJob, ports, candidate, memory);
  const gate = gateOf(name, candidate.tokens, said);
  const { responses } = await measured(quietJob, ports, candidate, memory);
  const shuffled = await measuredTwin(quietJob, ports, candidate, twin, memory);
  const contestant = { name, responses, twin: shuffled.responses };
  return {
    name,
    accuracy: gate.accuracy ?? 0,
    solved: passes({ ...gate, name }),
    known: await knownOf(quietJob, contestant, { ...settingsOf({}), seed: twin.seed }),
  };
}

/** All that a comparison in looks could ask of every model of a folder that solves its task; and its seed. */
export async function storedIn(ports: Ports, folder: string): Promise<StoredTask> {
  const names = modelsIn(folder).filter((name) => !name.startsWith('unsolved'));
  const paths = names.map((name) => join(folder, name));
  return withSubjects(quietJob, ports, paths, async (subjects) => {
    const file = join(folder, 'task.json');
    const { candidates, pairs, seed } = await prepareTask(
      quietJob,
      ports,
      file,
      subjects,
      settingsOf({}),
    );
    const models: Stored[] = [];
    for (const candidate of candidates) {
      const sweep = await measured(quietJob, ports, candidate, memory);
      const shuffled = await measuredTwin(quietJob, ports, candidate, { ...twin, pairs }, memory);
      models.push({ name: candidate.subject.name, sweep, twin: shuffled });
    }
    return { models, pairs, seed };
  });
}

function copiesOf({ subject: any, ...rest }: Candidate): Candidate[] {
  const subject = tokenSubject(any, 'the truth');
  const { checkpoint } = subject.model;
  return [int8Rounded(checkpoint), noised(checkpoint, 0.01, 1)].map((copy) => {
    const digests = { ...subject.digests, weights: `${subject.digests.weights} ${copy.name}` };
    const model = { ...subject.model, checkpoint: copy };
    return { ...rest, subject: { ...subject, name: copy.name, model, digests } };
  });
}
