// What every feature is given. `vscode` is received here, not imported, except for its types.
import type { Disposable, ExtensionContext } from 'vscode';
import type { Comparisons } from './comparison/comparisons.ts';
import type { Compute } from './compute.ts';
import type { History } from './history/history.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';
import type { VsCode } from './vsCode.ts';

export type Services = {
  readonly vscode: VsCode;
  readonly context: ExtensionContext;
  readonly log: Log;
  readonly settings: Settings;
  /** The compute process: the engine's methods, asked from here. */
  readonly compute: Compute;
  /** Past comparisons with their reports. */
  readonly history: History;
  /** Comparisons that have a panel. */
  readonly comparisons: Comparisons;
};

/** A feature: takes the services, returns what ends it. */
export type Register = (services: Services) => Disposable;
