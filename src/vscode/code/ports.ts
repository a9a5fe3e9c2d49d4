// What this feature needs of the rest, so that a test can answer in its place.
import type { Event } from 'vscode';
import type { TensorView } from '../../protocol/engineService.ts';
import type { CutRow, PanelRequest } from '../../protocol/panelService.ts';
import type { Report } from '../../protocol/report.ts';
import type { JsonObject } from '../../protocol/sourceService.ts';
import type { PastComparison } from '../history/history.ts';
import type { PythonProcess } from './pythonProcess.ts';

/** A panel, as far as this feature goes. */
export type FramedPanel = {
  readonly session: { readonly view: { readonly request: PanelRequest } };
  frameRows(rows: readonly CutRow[]): void;
};

export type CodePorts = {
  readonly python: PythonProcess;
  readonly inspect: (path: string) => Promise<{ readonly tensors: readonly TensorView[] }>;
  readonly config: (path: string) => Promise<JsonObject | null>;
  readonly history: {
    readonly entries: readonly PastComparison[];
    readonly onDidChange: Event<void>;
    report(id: string): Promise<Report | undefined>;
  };
  /** The panels that are open. */
  readonly panels: () => readonly FramedPanel[];
  readonly memory: {
    get<T>(key: string, fallback: T): T;
    update(key: string, value: unknown): Thenable<void>;
  };
  readonly log: { debug(text: string): void; warn(text: string): void };
};
