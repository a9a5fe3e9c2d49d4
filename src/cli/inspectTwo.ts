// congruity inspect A B: tensor by tensor, what kind of change is between two checkpoints.
import { checkpointDiff, tensorChanges } from '../engine/analysis/checkpointDiff.ts';
import { type Job, quietJob } from '../engine/core/job.ts';
import { nodePorts } from '../platform/ports.ts';
import type {
  CheckpointDiffView,
  ComparedTensor,
  TensorChange,
} from '../protocol/engineService.ts';
import { mappingFiles } from '../protocol/mapping.ts';
import { count, tiny } from '../protocol/reportWords.ts';
import {
  frozenWords,
  headWords,
  type KindCount,
  kindCounts,
  kindName,
  type ProfileRow,
  profileOf,
} from '../words/changes.ts';
import { exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import type { InspectOptions } from './inspect.ts';
import { columnPieces, columns, size } from './layout.ts';
import { type ProgressLine, progressLine } from './progress.ts';
import { handOutView } from './view.ts';

type Side = {
  readonly name: string;
  readonly container: string;
  readonly tensors: number;
  readonly parameters: number;
  readonly bytes: number;
};

export type TwoView = {
  readonly sides: readonly Side[];
  readonly heads: CheckpointDiffView['heads'];
  /** Kinds of change, the most frequent first. */
  readonly kinds: readonly Omit<KindCount, 'first'>[];
  readonly profile: readonly ProfileRow[];
  readonly changes: readonly (TensorChange & { readonly is: string })[];
  /** Lines whose values were not compared: in one of the two alone, or of other shapes. */
  readonly notCompared: readonly ComparedTensor[];
};

/** Here and now, as `inspect` of one: the runtime is not needed. */
export async function inspectTwoCommand(
  a: string,
  b: string,
  options: InspectOptions,
): Promise<number> {
  const { mapping: mappings, base: bases, values } = options;
  if (values) throw new UsageError('--values is of one checkpoint; two are given');
  const ports = nodePorts({ cache: false, bases, mappings });
  const line = progressLine(process.stderr, process.env, () => performance.now());
  const look = async (): Promise<TwoView> => {
    try {
      const { sides, heads, lines } = await checkpointDiff(quietJob, ports, { a, b });
      const tensors = lines.filter(({ common }) => common !== null).map(({ name }) => name);
      const changes = await tensorChanges(jobOf(line), ports, { a, b, tensors });
      return viewOf({ sides, heads, lines }, changes);
    } finally {
      line.done();
    }
  };
  await handOutView(look, twoText, options, { models: [a, b], files: mappingFiles(options) });
  return exitCodes.same;
}

/** Ctrl-C ends the process, for nothing is kept. */
function jobOf(line: ProgressLine): Job {
  return {
    cancelled: false,
    progress: (fraction, doing) => line.update({ fraction, doing }),
    pause: () => new Promise((resolve) => setImmediate(resolve)), // signals come in here
  };
}

export function viewOf(
  { sides, heads, lines }: CheckpointDiffView,
  changes: readonly TensorChange[],
): TwoView {
  return {
    sides,
    heads,
    kinds: kindCounts(changes).map(({ first, ...kind }) => kind),
    profile: profileOf(changes),
    changes: changes.map((change) => ({ ...change, is: kindName(change.kind) })),
    notCompared: lines.filter(({ common }) => common === null),
  };
}

export function* twoText({
  sides,
  heads,
  kinds,
  profile,
  changes,
  notCompared,
}: TwoView): Generator<string> {
  yield columns(
    sides.map(({ name, container, tensors, parameters, bytes }, i) => [
      'AB'[i],
      name,
      container,
      `${count(tensors)} tensors`,
      `${count(parameters)} parameters`,
      size(bytes),
    ]),
  );
  yield `\nKinds of change, of ${count(changes.length)} that both have\n`;
  for (const { name, tensors, evidence, evidenceOf } of kinds) {
    yield `  ${count(tensors)}  ${name}\n`;
    const more = evidence.filter((sentence) => sentence !== name);
    if (evidenceOf !== null && more.length > 0) yield columns([['', '', `in ${evidenceOf}:`]]);
    yield columns(more.map((sentence) => ['', '', sentence]));
  }
  const frozen = frozenWords(profile);
  const tied = headWords(heads);
  if (tied !== undefined) yield `\n  ${tied}\n`;
  if (frozen !== undefined) yield `\n  ${frozen}\n`;
  if (profile.some(({ tensors, frozen: same }) => same < tensors)) {
    yield '\nHow far values have moved, |A - B| / |A|\n';
    yield columns([
      ['block', 'module', 'tensors', 'unchanged', ''],
      ...profile.map(({ layer, module, tensors, frozen: same, relative }) => [
        layer === null ? '-' : String(layer),
        module,
        count(tensors),
        count(same),
        relative === null ? '' : tiny(relative),
      ]),
    ]);
  }
  yield '\nTensors\n';
  yield* columnPieces(changes, ({ name, is, kind: { relative } }) => [
    name,
    is,
    relative === null ? '' : tiny(relative),
  ]);
  if (notCompared.length === 0) return;
  yield `\nNot compared (${count(notCompared.length)})\n`;
  yield* columnPieces(notCompared, ({ name, sides: [inA, inB] }) => {
    const words = [inA, inB].map((side) => (side ? side.shape.join(' x ') || 'scalar' : 'absent'));
    return [name, ...words];
  });
}
