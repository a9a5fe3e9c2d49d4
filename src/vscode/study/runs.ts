// Running studies from the Test Explorer: one call a study, whose results come as they are known. A run of a study that is
// asked for again ends the one before it. Debugging runs the same, and opens what sets the two apart.
import type {
  CancellationToken,
  TestController,
  TestItem,
  TestItemCollection,
  TestRun,
  TestRunRequest,
} from 'vscode';
import { isCancelled } from '../../protocol/rpc.ts';
import type { ExpectationResult, StudyRunReport } from '../../protocol/study.ts';
import { foundWords } from '../../words/study.ts';
import { failureOf } from '../comparison/session.ts';
import { plainText } from '../plain.ts';
import type { Services } from '../services.ts';
import type { StudyDiagnostics } from './diagnostics.ts';
import { expectationOf, itemOf } from './items.ts';
import { showApart } from './showApart.ts';

type Handler = (request: TestRunRequest, token: CancellationToken) => Promise<void>;

/** A study, and which of its expectations: undefined: all. */
type Chosen = { readonly study: TestItem; readonly only: readonly string[] | undefined };

export function runHandlers(
  services: Services,
  controller: TestController,
  diagnostics: StudyDiagnostics,
): { readonly run: Handler; readonly debug: Handler; stop(): void } {
  const running = new Map<string, AbortController>(); // by study
  const handler =
    (then: (run: StudyRunReport) => Promise<void>): Handler =>
    async (request, token) => {
      const run = controller.createTestRun(request);
      try {
        for (const chosen of chosenOf(controller, request)) {
          if (token.isCancellationRequested) break;
          running.get(chosen.study.id)?.abort();
          const stop = new AbortController();
          running.set(chosen.study.id, stop);
          const asked = [token, run.token].map((one) =>
            one.onCancellationRequested(() => stop.abort()),
          );
          const made = await runOne(services, run, chosen, diagnostics, stop.signal);
          for (const one of asked) one.dispose();
          if (running.get(chosen.study.id) === stop) running.delete(chosen.study.id);
          if (made) await then(made);
        }
      } finally {
        run.end();
      }
    };
  return {
    run: handler(async () => undefined),
    debug: handler((made) => showApart(services, made)),
    stop() {
      for (const one of running.values()) one.abort();
    },
  };
}

function chosenOf(controller: TestController, { include, exclude = [] }: TestRunRequest): Chosen[] {
  const asked = new Map<TestItem, TestItem[]>();
  for (const item of include ?? itemsIn(controller.items)) {
    const study = item.parent ?? item;
    asked.set(study, [...(asked.get(study) ?? []), item]);
  }
  return [...asked].flatMap(([study, chosen]): Chosen[] => {
    if (exclude.includes(study)) return [];
    const isWhole = chosen.includes(study);
    const expectations = isWhole ? itemsIn(study.children) : chosen;
    const left = expectations.filter((item) => !exclude.includes(item));
    const isAll = isWhole && left.length === expectations.length;
    return left.length === 0 && !isAll
      ? []
      : [{ study, only: isAll ? undefined : left.map((item) => expectationOf(item)!) }];
  });
}

function itemsIn(collection: TestItemCollection): TestItem[] {
  return [...collection].map(([, item]) => item);
}

/** undefined: it was cancelled or could not be run, which is told of its items. */
async function runOne(
  { vscode, compute, settings }: Services,
  run: TestRun,
  { study, only }: Chosen,
  diagnostics: StudyDiagnostics,
  signal: AbortSignal,
): Promise<StudyRunReport | undefined> {
  const uri = study.uri!;
  const { threads, memory, device } = settings.now.run;
  const waiting = new Set(
    only === undefined
      ? itemsIn(study.children)
      : only.flatMap((name) => itemOf(study, name) ?? []),
  );
  for (const item of waiting) run.started(item);
  const told = (result: ExpectationResult) => {
    diagnostics.ofResult(uri, result);
    const item = itemOf(study, result.name);
    if (item === undefined) return; // the file was changed meanwhile
    waiting.delete(item);
    tell(vscode, run, item, result);
  };
  try {
    const request = { path: uri.fsPath, only, threads, memory, device };
    return await compute.call('study', request, { signal, onPart: told });
  } catch (error) {
    if (isCancelled(error)) {
      for (const item of waiting) run.skipped(item);
      return undefined;
    }
    const { message, hint } = failureOf(error);
    const text = new vscode.TestMessage(plainText([message, hint].filter(Boolean).join(' ')));
    for (const item of waiting.size > 0 ? waiting : [study]) run.errored(item, text);
    return undefined;
  }
}

function tell(
  vscode: Services['vscode'],
  run: TestRun,
  item: TestItem,
  result: ExpectationResult,
): void {
  const { outcome, allowed, seconds } = result;
  const ms = 1000 * seconds;
  const message = new vscode.TestMessage(plainText(foundWords(result)));
  const { line, column } = result;
  message.location = new vscode.Location(item.uri!, new vscode.Position(line - 1, column - 1));
  if (outcome === 'passed') run.passed(item, ms);
  else if (allowed) run.skipped(item);
  else if (outcome === 'error') run.errored(item, message, ms);
  else run.failed(item, message, ms);
}
