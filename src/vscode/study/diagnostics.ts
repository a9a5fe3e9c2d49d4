// What is wrong in a study file, and which of its expectations are not met, beside their lines. What its schema says the
// editor tells itself.
import type { Diagnostic, Disposable, Uri } from 'vscode';
import type { ExpectationResult, Outcome } from '../../protocol/study.ts';
import type { TaskProblem } from '../../protocol/taskViews.ts';
import { foundWords, outcomeWords } from '../../words/study.ts';
import { problemAt } from '../problemAt.ts';
import type { VsCode } from '../vsCode.ts';

export interface StudyDiagnostics extends Disposable {
  /** What is wrong in the text. */
  ofFile(uri: Uri, text: string, problems: readonly TaskProblem[]): void;
  /** What came out of an expectation; a later result takes the place of an earlier one. */
  ofResult(uri: Uri, result: ExpectationResult): void;
  /** Results that the text may no longer have. */
  outdated(uri: Uri): void;
  forget(uri: Uri): void;
}

type Known = {
  problems: readonly Diagnostic[];
  readonly unmet: Map<string, Diagnostic>; // by name
};

export function studyDiagnostics(vscode: VsCode): StudyDiagnostics {
  const collection = vscode.languages.createDiagnosticCollection('congruity-studies');
  const known = new Map<string, Known>();
  const change = (uri: Uri, with_: (of: Known) => void) => {
    const of = known.get(uri.toString()) ?? { problems: [], unmet: new Map() };
    known.set(uri.toString(), of);
    with_(of);
    collection.set(uri, [...of.problems, ...of.unmet.values()]);
  };
  return {
    ofFile(uri, text, problems) {
      const lines = text.split(/\r\n|\r|\n/);
      const severity = vscode.DiagnosticSeverity.Error;
      change(uri, (of) => {
        of.problems = problems.map((problem) =>
          problemAt(vscode, problem, lines[problem.line - 1] ?? '', severity),
        );
      });
    },
    ofResult(uri, result) {
      change(uri, ({ unmet }) => {
        unmet.delete(result.name);
        if (result.outcome !== 'passed') unmet.set(result.name, unmetOf(vscode, result));
      });
    },
    outdated: (uri) => change(uri, ({ unmet }) => unmet.clear()),
    forget(uri) {
      known.delete(uri.toString());
      collection.delete(uri);
    },
    dispose: () => collection.dispose(),
  };
}

function unmetOf(vscode: VsCode, result: ExpectationResult): Diagnostic {
  const { outcome, allowed, line, column, expectation } = result;
  const message = `${outcomeWords(result)}: ${foundWords(result)}`;
  const written = `${' '.repeat(column - 1)}"${expectation.expect}"`;
  return problemAt(
    vscode,
    { line, column, message },
    written,
    severityOf(vscode, outcome, allowed),
  );
}

function severityOf(
  { DiagnosticSeverity: severities }: VsCode,
  outcome: Outcome,
  allowed: boolean,
): number {
  if (outcome !== 'undecided') return severities.Error;
  return allowed ? severities.Information : severities.Warning;
}
