// Beside the code: verdicts over classes, rows of the flow map at blocks, what changed since, and the
// way from a checkpoint to the lines that define it.
import { pathToFileURL } from 'node:url';
import type { Disposable } from 'vscode';
import type { PythonParser } from '../../source/parser.ts';
import { commands, settingKeys, settingsSection } from '../ids.ts';
import { listTensors } from '../listTensors.ts';
import type { Services } from '../services.ts';
import { type CodeIndex, codeIndex } from './codeIndex.ts';
import { registerDiagnostics } from './diagnostics.ts';
import { checkpointFacts } from './facts.ts';
import { registerHover } from './hover.ts';
import { registerInlay } from './inlay.ts';
import { registerLens } from './lens.ts';
import type { LinkSources } from './links.ts';
import { classMemory } from './memory.ts';
import type { CodePorts } from './ports.ts';
import { pythonFiles } from './programFiles.ts';
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
    files: pythonFiles(vscode, ports.parser),
    checkpoints: checkpointFacts(vscode, ports),
  };
  const index = codeIndex(sources);
  const ended = vscode.Disposable.from(
    index,
    registerLens(services, index),
    registerInlay(services, index),
    registerHover(services, index),
    registerDiagnostics(services, index),
    registerReveal(services, sources, index),
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
  const { context, compute, history, log } = services;
  let parser: Promise<PythonParser> | undefined;
  return {
    parser: () => {
      parser ??= loadParser(services);
      return parser;
    },
    inspect: (path) => listTensors(compute, path),
    history,
    memory: context.workspaceState,
    log: { debug: (text) => log.debug(text), warn: (text) => log.warn(text) },
  };
}

/** The parser is a bundle of its own, loaded when the first model file is shown. */
async function loadParser({ vscode, context }: Services): Promise<PythonParser> {
  const { Uri, workspace } = vscode;
  const dist = Uri.joinPath(context.extensionUri, 'dist');
  const read = (name: string) => workspace.fs.readFile(Uri.joinPath(dist, name));
  const [runtime, grammar, loaded] = await Promise.all([
    read('web-tree-sitter.wasm'),
    read('tree-sitter-python.wasm'),
    import(pathToFileURL(Uri.joinPath(dist, 'python.mjs').fsPath).href) as Promise<
      typeof import('../../source/parser.ts')
    >,
  ]);
  return loaded.pythonParser(runtime, grammar);
}
