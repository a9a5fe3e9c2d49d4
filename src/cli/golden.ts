// congruity verify: does it compute what another implementation saved?
import type { GoldenStanding, GoldenView } from '../protocol/golden.ts';
import { mappingFiles } from '../protocol/mapping.ts';
import { count, shown } from '../protocol/reportWords.ts';
import type { RunOptions } from '../protocol/runOptions.ts';
import { differenceText, goldenSentence, within } from '../words/golden.ts';
import { runInEngine } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import { columns } from './layout.ts';
import type { PlaceOptions } from './optionGroups.ts';
import { handOutView, type ViewOptions } from './view.ts';

export type GoldenOptions = ViewOptions &
  Pick<RunOptions, 'threads' | 'memory'> & {
    readonly golden?: string;
    readonly atol?: number;
    readonly quiet: boolean;
    readonly cache: boolean;
  } & PlaceOptions;

const codes: Readonly<Record<GoldenStanding, number>> = {
  agrees: exitCodes.same,
  differs: exitCodes.different,
  'cannot be compared': exitCodes.unsettled,
};

/** Returns the exit code. */
export async function goldenCommand(path: string, options: GoldenOptions): Promise<number> {
  const { golden, atol: tolerance, threads, memory, json, quiet, cache, base, mapping } = options;
  if (golden === undefined) {
    const hint = 'docs/golden.md has the lines of Python that write one.';
    throw new UsageError("required option '--golden <file>' not specified", hint);
  }
  const verify = () =>
    runInEngine(
      'verifyGolden',
      { path, golden, tolerance, threads, memory },
      { quiet, cache, base, mapping },
    );
  const inputs = { models: [path], files: [golden, ...mappingFiles(options)] };
  const view = await handOutView(verify, goldenText, { json }, inputs);
  return codes[view.standing];
}

export function goldenText(view: GoldenView): string {
  const { model, tensors, unknown, problems, tolerance, computedBy } = view;
  const rows = tensors.map((one) => [
    one.name,
    differenceText(one.largest),
    within(one, tolerance) ? '' : `beyond, at [${one.at.join(', ')}]`,
  ]);
  const lists = [
    ...(problems.length > 0 ? [`\nProblems\n${columns(problems.map((each) => [each]))}`] : []),
    ...(unknown.length > 0
      ? [
          `\nNot computed here (${count(unknown.length)})\n${columns(unknown.map((name) => [name]))}`,
        ]
      : []),
  ];
  const table =
    rows.length > 0 ? `\nLargest difference, over real positions\n${columns(rows)}` : '';
  return `${shown(model, 200)} ${goldenSentence(view)}\n  computed by ${computedBy}\n${table}${lists.join('')}`;
}
