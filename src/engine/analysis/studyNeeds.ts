// What has to be run for the expectations of a study: each run once, whoever needs it.
import type { Expectation } from '../../protocol/study.ts';
import type { Expected, RunSettings, StudyFile } from './studyFile.ts';

type OfKind<Kind extends Expectation['expect']> = Extract<Expectation, { readonly expect: Kind }>;
export type OfTwo = Exclude<Expectation, OfKind<'holds' | 'accuracy'>>;

export type Asked<E extends Expectation> = Expected & { readonly expectation: E };

type NeedFor<Kind extends string, E extends Expectation> = {
  readonly kind: Kind;
  /** As the study calls them, in its order: whatever way round expectations name them, it is one run. */
  readonly models: readonly string[];
  readonly paths: readonly string[];
  readonly task: string;
  /** Or the name of a built-in one. */
  readonly taskPath: string;
  readonly settings: RunSettings;
  readonly asked: readonly Asked<E>[];
};

export type Need =
  | NeedFor<'compare', OfTwo>
  | NeedFor<'interpret', OfKind<'holds'>>
  | NeedFor<'accuracy', OfKind<'accuracy'>>;

/** In the order in which they are first needed. */
export function needsOf(study: StudyFile, expectations: readonly Expected[]): Need[] {
  const needs = new Map<string, Need>();
  for (const each of expectations) {
    const { task, settings, expectation } = each;
    const kind = kindOf(expectation);
    const named = namesIn(expectation);
    const models = [...study.models.keys()].filter((name) => named.includes(name));
    const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([kind, models, task, sorted]);
    const asked = [...(needs.get(key)?.asked ?? []), each];
    const paths = models.map((name) => study.models.get(name)!);
    const taskPath = study.tasks.get(task)!;
    needs.set(key, { kind, models, paths, task, taskPath, settings, asked } as Need);
  }
  return [...needs.values()];
}

function kindOf({ expect }: Expectation): Need['kind'] {
  if (expect === 'holds') return 'interpret';
  return expect === 'accuracy' ? 'accuracy' : 'compare';
}

/** The models that an expectation is about. */
function namesIn(expectation: Expectation): readonly string[] {
  switch (expectation.expect) {
    case 'stays as':
      return [expectation.model, expectation.as];
    case 'holds':
    case 'accuracy':
      return [expectation.model];
    default:
      return [expectation.a, expectation.b];
  }
}
