// congruity run: a study's expectations, run and judged; the exit code is for whoever runs it unattended.

import { CallError } from '../protocol/rpc.ts';
import type { MachineOptions } from '../protocol/runOptions.ts';
import { countOutcomes, type StudyFileView, type StudyRunReport } from '../protocol/study.ts';
import { studyHtml } from '../report/html.ts';
import type { Inputs } from '../report/inputs.ts';
import { studyJson } from '../report/json.ts';
import { junitXml } from '../report/junit.ts';
import { studyText } from '../report/textStudy.ts';
import { outcomeWords } from '../words/study.ts';
import { builtPage } from './builtPage.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { exitCodeOfError, exitCodes } from './exitCodes.ts';
import { writeAll } from './handOut.ts';
import { machineOf } from './machine.ts';
import { type OutputOptions, outputTargets, type Target } from './output.ts';

export type StudyOptions = OutputOptions &
  EngineUse &
  MachineOptions & {
    readonly only?: readonly string[];
  };

/** Returns the exit code. */
export async function studyCommand(path: string, options: StudyOptions): Promise<number> {
  const { only } = options;
  const view = await runInEngine('studyFile', { path }, { quiet: true, cache: false });
  refuseWrong(view, path);
  const targets = await outputTargets(options, inputsOf(view));
  let done = 0;
  const run = await runInEngine(
    'study',
    { path, only, ...machineOf(options) },
    options,
    (result) => {
      const words = `${result.name}: ${outcomeWords(result)}`;
      return { short: `${++done} of ${only?.length ?? view.expectations.length}`, whole: words };
    },
  );
  await writeAll(options, targets, {
    document: (format) => documentOf(run, format),
    text: (look) => studyText(run, look),
  });
  return exitCodeOfStudy(run);
}

function refuseWrong({ problems }: StudyFileView, path: string): void {
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ line, column, message }) => `${path}:${line}:${column}: ${message}`,
  );
  throw new CallError({
    code: 'study-invalid',
    message: lines.join('\n'),
    hint: 'media/study.schema.json says what a study may hold; editors complete from it.',
  });
}

function inputsOf({ inputs }: StudyFileView): Inputs {
  return inputs;
}

async function documentOf(run: StudyRunReport, format: Target['format']): Promise<string> {
  switch (format) {
    case 'json':
      return studyJson(run);
    case 'html':
      return studyHtml(run, await builtPage());
    case 'junit':
      return junitXml(run, new Date());
    case 'export':
      throw new CallError({ code: 'usage', message: 'a study has no circuit', hint: undefined });
  }
}

/** What is shown not to be so tells more than what could not be run, and that more than what is open. */
export function exitCodeOfStudy({ expectations }: Pick<StudyRunReport, 'expectations'>): number {
  const { failed } = countOutcomes(expectations);
  if (failed > 0) return exitCodes.different;
  const error = expectations.find(({ found }) => found.kind === 'failure');
  if (error?.found.kind === 'failure') return exitCodeOfError(error.found.code);
  const isOpen = expectations.some(({ outcome, allowed }) => outcome === 'undecided' && !allowed);
  return isOpen ? exitCodes.unsettled : exitCodes.same;
}
