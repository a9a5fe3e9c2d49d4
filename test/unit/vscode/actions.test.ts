// What may run where: models only in trusted workspaces.
import { expect, test } from 'vitest';
import { runPanel } from '../../../src/vscode/comparison/actions.ts';
import type { OpenPanel } from '../../../src/vscode/comparison/panel.ts';
import type { Services } from '../../../src/vscode/services.ts';

/** A panel whose runs are counted, in a workspace; `answer` is what the user presses. */
function panelIn(isTrusted: boolean, answer?: string) {
  const runs: unknown[] = [];
  const executed: string[] = [];
  const warnings: string[] = [];
  const services = {
    vscode: {
      workspace: { isTrusted },
      l10n: { t: (text: string) => text },
      window: {
        showWarningMessage: async (text: string) => {
          warnings.push(text);
          return answer;
        },
      },
      commands: { executeCommand: async (id: string) => executed.push(id) },
    },
  } as unknown as Services;
  const session = {
    view: { request: { models: ['/a', '/b'], task: 'ioi', options: {} } },
    run: async (change: unknown) => runs.push(change),
  };
  return { services, open: { session } as unknown as OpenPanel, runs, executed, warnings };
}

test('a trusted workspace runs at once', async () => {
  const { services, open, runs, warnings } = panelIn(true);
  await runPanel(services, open, { options: { pairs: 8 } });
  expect(runs).toEqual([{ options: { pairs: 8 }, task: 'ioi' }]);
  expect(warnings).toEqual([]);
});

test('a workspace that is not trusted runs nothing, and says so', async () => {
  const { services, open, runs, executed, warnings } = panelIn(false);
  await runPanel(services, open);
  expect(runs).toEqual([]);
  expect(warnings[0]).toMatch(/only in trusted workspaces/);
  expect(executed).toEqual([]);
});

test('the way to trust is one press away', async () => {
  const { services, open, executed } = panelIn(false, 'Manage Workspace Trust');
  await runPanel(services, open);
  expect(executed).toEqual(['workbench.trust.manage']);
});
