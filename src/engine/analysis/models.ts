// Opening what a run compares: checkpoint, model and tokenizer, closed again when the run ends.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Model, modelOf } from '../family/model.ts';
import { makeTokenizer, type Tokenizer } from '../task/tokenizer.ts';
import { digestOf } from './remember.ts';

export type Subject = {
  /** For people; unique within the run. */
  readonly name: string;
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  /** SHA-256 of what the numbers depend on, hex. */
  readonly digests: {
    readonly weights: string;
    readonly config: string;
    readonly tokenizer: string;
  };
};

/** Opens every path, runs `use`, closes whatever was opened. */
export async function withSubjects<T>(
  job: Job,
  ports: Ports,
  paths: readonly string[],
  use: (subjects: readonly Subject[]) => Promise<T>,
): Promise<T> {
  const open: Checkpoint[] = [];
  try {
    for (const path of paths) open.push(await openCheckpoint(ports.files, ports.sha256, path));
    const names = distinctNames(ports, open);
    const subjects: Subject[] = [];
    for (const [i, checkpoint] of open.entries()) {
      job.progress(0, `opening ${names[i]}`);
      subjects.push(await subjectOf(job, ports, checkpoint, names[i]));
    }
    return await use(subjects);
  } finally {
    for (const checkpoint of open) await checkpoint.close();
  }
}

/** The checkpoint's own name, with its folder's before it where two are called the same. */
function distinctNames({ files }: Ports, open: readonly Checkpoint[]): string[] {
  return open.map((one) => {
    const isAlone = open.filter(({ name }) => name === one.name).length === 1;
    return isAlone ? one.name : `${files.base(files.parent(one.path))}/${one.name}`;
  });
}

async function subjectOf(
  job: Job,
  ports: Ports,
  checkpoint: Checkpoint,
  name: string,
): Promise<Subject> {
  const model = modelOf(checkpoint);
  if (model.spec.head === 'none') {
    const message = `${name}: a ${model.family.title} encoder without a head has no answers to compare`;
    throw new EngineError('model-headless', message, {
      hint: 'Use a checkpoint with its language-model head; "congruity inspect" works without one.',
    });
  }
  const json = await checkpoint.tokenizer();
  if (!json) {
    throw new EngineError('task-model', `${name}: no tokenizer.json beside the weights`, {
      hint: 'Put the tokenizer.json of the model into the same folder.',
    });
  }
  return {
    name,
    model,
    tokenizer: makeTokenizer(json, `${name}/tokenizer.json`),
    digests: {
      weights: await checkpoint.digest(job),
      config: digestOf(ports, checkpoint.config),
      tokenizer: digestOf(ports, json),
    },
  };
}
