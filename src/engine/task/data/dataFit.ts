// A task of data as what is run: an input has a row's name for each region, as a prompt has a token for each
// position, and a last position for what has no place.
import type { Job } from '../../core/job.ts';
import { mixturesToCheck } from '../mixturesToCheck.ts';
import { nothing } from '../partSet.ts';
import type { Pair, Values } from '../task.ts';
import type { TaskFit } from '../taskFit.ts';
import type { TokenTask } from '../tokenised.ts';
import type { DataTask } from './dataTask.ts';

/** `sizes`: how many positions a model has for each region; one, unless they are said. */
export function dataFit(
  task: DataTask,
  sizes: readonly number[] = task.parts.map(() => 1),
): Pick<TaskFit, 'misfit' | 'tokenise'> {
  const last = sizes.reduce((sum, size) => sum + size, 0);
  const sets = mixturesToCheck(
    task,
    task.parts.map((_, r) => [r, r + 1]),
  );
  const rowsOf = (values: Values) =>
    values.flatMap((row, r) => Array.from({ length: sizes[r] }, () => Number(row)));
  return {
    misfit(pair) {
      const missing = sets.find((set) => task.mixed(pair, set).values.length === 0);
      if (missing !== undefined)
        return 'the data have no row with one of the mixtures of variables';
      const [base, source] = [nothing, -1].map((set) => `${task.mixed(pair, set).values}`);
      return base === source ? 'the two rows are the same' : undefined;
    },
    tokenise: async (_job: Job, pairs: readonly Pair[]): Promise<TokenTask> => {
      const starts = sizes.map((_, r) => sizes.slice(0, r).reduce((sum, size) => sum + size, 0));
      const places = [...sizes, 1].map((size, r) => {
        const start = starts[r] ?? last;
        return [start, start + size] as const;
      });
      const { digest } = task.data.rows;
      const cut = [...task.data.regions.of];
      return {
        task,
        pairs: pairs.length,
        parts: task.parts.length,
        own: Int32Array.from(task.spans, ({ part }) => part ?? -1),
        readings: task.readings,
        answers: Int32Array.from(task.answers.keys()),
        outcomes: Int32Array.from(task.outcomes),
        right: pairs.map(({ right }) => right),
        rightOf: (i, set) => task.mixed(pairs[i], set).right ?? [],
        fixedPlaces: true,
        regions: () => places,
        input: (i, set) => ({
          values: Int32Array.from([...rowsOf(task.mixed(pairs[i], set).values), 0]),
          readAt: last,
        }),
        identity: (i) => JSON.stringify([pairs[i], digest, cut]),
        pair: (i) => pairs[i],
        text: (i) => ({
          base: task.prompt(pairs[i], pairs[i].base).text,
          source: task.prompt(pairs[i], pairs[i].source).text,
        }),
      };
    },
  };
}
