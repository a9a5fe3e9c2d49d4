// The one door to the user's settings: a typed snapshot, and an event when it changes.
import type { Disposable, Event } from 'vscode';
import type { RunOptions } from '../protocol/engineService.ts';
import type { Mapping } from '../protocol/mapping.ts';
import { deviceWishes } from '../protocol/runOptions.ts';
import { settingKeys, settingsSection } from './ids.ts';
import { mappingsOf } from './mappings.ts';
import type { VsCode } from './vsCode.ts';

export type SettingsSnapshot = {
  /** What runs start with; 0 in the settings means the engine's own default. */
  readonly run: RunOptions;
  /** Mapping files that do not lie beside their checkpoints. */
  readonly mappings: readonly Mapping[];
  /** Past comparisons that are kept, at most. */
  readonly keep: number;
  /** Studies run when their file is saved. */
  readonly studyOnSave: boolean;
  /** What is shown beside the code. */
  readonly code: {
    readonly lens: boolean;
    readonly hover: boolean;
    readonly diagnostics: boolean;
    readonly inlay: boolean;
  };
};

export interface Settings extends Disposable {
  readonly now: SettingsSnapshot;
  readonly onDidChange: Event<SettingsSnapshot>;
}

export function readSettings(vscode: VsCode): Settings {
  const { workspace, EventEmitter } = vscode;
  const changed = new EventEmitter<SettingsSnapshot>();
  let now = snapshot(vscode);
  const listening = workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(settingsSection)) return;
    now = snapshot(vscode);
    changed.fire(now);
  });
  return {
    get now() {
      return now;
    },
    onDidChange: changed.event,
    dispose() {
      listening.dispose();
      changed.dispose();
    },
  };
}

function snapshot(vscode: VsCode): SettingsSnapshot {
  const section = vscode.workspace.getConfiguration(settingsSection);
  const number = (key: string) => {
    const value = section.get<unknown>(key);
    return typeof value === 'number' && value > 0 ? value : undefined; // a user may write anything
  };
  const flag = (key: string, fallback: boolean) => {
    const value = section.get<unknown>(key);
    return typeof value === 'boolean' ? value : fallback;
  };
  const pairs = number(settingKeys.pairs);
  // So many pairs are exactly so many: nothing ends such a run early.
  const limits = { work: number(settingKeys.work), budget: number(settingKeys.budget) };
  const wish = deviceWishes.find((each) => each === section.get<unknown>(settingKeys.device));
  return {
    run: {
      ...(pairs === undefined ? limits : { pairs }),
      margin: number(settingKeys.margin),
      fullMargin: number(settingKeys.fullMargin),
      threads: number(settingKeys.threads),
      memory: number(settingKeys.memory),
      device: wish === 'auto' ? undefined : wish, // the engine's own default
    },
    mappings: mappingsOf(vscode, section.get<unknown>(settingKeys.mappings)),
    keep: number(settingKeys.keep) ?? 100,
    studyOnSave: flag(settingKeys.studyOnSave, false),
    code: {
      lens: flag(settingKeys.codeLens, true),
      hover: flag(settingKeys.codeHover, true),
      diagnostics: flag(settingKeys.codeDiagnostics, true),
      inlay: flag(settingKeys.codeInlay, false),
    },
  };
}
