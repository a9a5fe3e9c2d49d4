// What debugging an expectation means: the panel of the comparison behind it, at what sets the two apart.
import type { SectionPlace } from '../../protocol/panelService.ts';
import type { ExpectationResult, StudyRunReport } from '../../protocol/study.ts';
import { foundWords } from '../../words/study.ts';
import { plainText } from '../plain.ts';
import type { Services } from '../services.ts';

/** Of the first that did not pass; where all passed, of the first. */
export async function showApart(services: Services, run: StudyRunReport): Promise<void> {
  const { vscode, comparisons, history, log } = services;
  const behind = run.expectations.filter(({ report }) => report !== null);
  const result = behind.find(({ outcome }) => outcome !== 'passed') ?? behind[0];
  if (result === undefined) {
    const [first] = run.expectations;
    const words = first && plainText(foundWords(first));
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no comparison behind it. {0}', words ?? ''),
    );
    return;
  }
  const { request, report } = run.reports[result.report!];
  await history.add(request, report).catch((error: unknown) => {
    log.error(`the comparison could not be kept: ${String(error)}`);
  });
  comparisons.open(request, report).reveal(placesOf(result));
}

/** Pairs on which the two answer differently; where they are expected to differ and do not, cut by cut. */
function placesOf({ expectation: { expect } }: ExpectationResult): readonly SectionPlace[] {
  if (expect === 'holds') return ['profile'];
  return expect === 'different' ? ['mismatch', 'profile'] : ['examples', 'mismatch', 'profile'];
}
