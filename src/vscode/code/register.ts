// Beside the code: verdicts over classes, rows of the flow map at blocks, what changed since, and the
// way from a checkpoint to the lines that define it.
import type { Disposable } from 'vscode';
import { commands, settingKeys, settingsSection } from '../ids.ts';
import { listTensors } from '../listTensors.ts';
import type { Services } from '../services.ts';
import { type CodeIndex, codeIndex } from './codeIndex.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { checkpointFacts } from './facts.ts';
import { registerFollow } from './follow.ts';
import { registerHover } from './hover.ts';
import { registerInlay } from './inlay.ts';
import { registerLens } from './lens.ts';
import type { LinkSources } from './links.ts';
import { classMemory } from './memory.ts';
import type { CodePorts } from './ports.ts';
import { pythonFiles } from './programFiles.ts';
import { pythonProcess } from './pythonProcess.ts';
import { registerReveal } from './reveal.ts';

export function register(services: Services): Disposable {
  return registerCode(services, portsOf(services)).ended;
}

/** With other ports for tests. */
export function registerCode(
  services: Pick<Services, 'vscode' | 'settings' | 'log'>,
  ports: CodePorts,
): { readonly ended: Disposable; readonly index: CodeIndex } {
  const { vscode } = services;
  const sources: LinkSources = {
    vscode,
    ports,
    memory: classMemory(ports),
    files: pythonFiles(vscode, ports.python),
    checkpoints: checkpointFacts(vscode, ports),
  };
  const index = codeIndex(sources);
  const ended = vscode.Disposable.from(
    index,
    ports.python,
    registerLens(services, index),
    registerInlay(services, index),
    registerHover(services, index),
    registerDiagnostics(services, index),
    registerReveal(services, sources, index),
    registerFollow(vscode, index, ports.panels),
    vscode.commands.registerCommand(commands.turnOffCode, (surface: unknown) =>
      turnOff(services, surface),
    ),
  );
  return { ended, index };
}

const surfaces: ReadonlyMap<unknown, string> = new Map([
  ['lens', settingKeys.codeLens],
  ['inlay', settingKeys.codeInlay],
  ['hover', settingKeys.codeHover],
  ['diagnostics', settingKeys.codeDiagnostics],
]);

/** One click: for the user, not the workspace. A hover's link may name nothing else than these. */
async function turnOff({ vscode }: Pick<Services, 'vscode'>, surface: unknown): Promise<void> {
  const key = surfaces.get(surface);
  if (key === undefined) return;
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  await configuration.update(key, false, vscode.ConfigurationTarget.Global);
  const text = vscode.l10n.t(
    'Turned off. The setting {0} turns it on again.',
    `${settingsSection}.${key}`,
  );
  vscode.window.setStatusBarMessage(text, 8000);
}

function portsOf(services: Services): CodePorts {
  const { vscode, context, compute, history, comparisons, log } = services;
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'python.mjs').fsPath;
  return {
    python: pythonProcess({
      script,
      wanted: () => vscode.workspace.textDocuments.some((one) => one.languageId === 'python'),
    }),
    panels: () => comparisons.all,
    inspect: (path) => listTensors(compute, path),
    config: (path) => compute.call('config', { path }),
    history,
    memory: context.workspaceState,
    log: { debug: (text) => log.debug(text), warn: (text) => log.warn(text) },
  };
}
