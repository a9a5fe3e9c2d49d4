// Past comparisons: a short list in the workspace's state, each report in a file of its own, named
// by its content. Oldest out when there are too many or they are too big.
import { createHash } from 'node:crypto';
import type { Disposable, Event, ExtensionContext } from 'vscode';
import { keepLatest } from '../../protocol/latest.ts';
import type { PanelRequest } from '../../protocol/panelService.ts';
import { type Report, reportSchema, type Verdict } from '../../protocol/report.ts';
import { sectionOf } from '../../protocol/sections.ts';
import { reportJson } from '../../report/json.ts';
import { readReport } from '../../report/read.ts';
import type { SettingsSnapshot } from '../settings.ts';
import type { VsCode } from '../vsCode.ts';

export type PastComparison = {
  /** SHA-256 of the report, timings aside. */
  readonly id: string;
  readonly at: number; // ms since 1970, when it was run last
  readonly request: PanelRequest;
  readonly names: readonly string[];
  readonly taskName: string;
  readonly verdict: Verdict | null; // null: an interpretation or a fleet
  readonly distance: number | null; // profile distance
  readonly schema?: number; // of the report; absent before schema 3
  readonly bytes: number;
};

export interface History extends Disposable {
  /** The latest first. */
  readonly entries: readonly PastComparison[];
  readonly onDidChange: Event<void>;
  add(request: PanelRequest, report: Report): Promise<PastComparison>;
  /** undefined: its file is gone or damaged, or only a later version of Congruity reads it. */
  report(id: string): Promise<Report | undefined>;
  delete(id: string): Promise<void>;
}

const STATE = 'congruity.comparisons';
const MAX_BYTES = 64 << 20; // a report has some hundred KB
const MOST_READ = 16; // reports that are kept in memory: those that stand beside the code

export function openHistory(
  vscode: VsCode,
  context: Pick<ExtensionContext, 'storageUri' | 'globalStorageUri' | 'workspaceState'>,
  settings: { readonly now: Pick<SettingsSnapshot, 'keep'> },
): History {
  const { Uri, workspace } = vscode;
  const folder = Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'comparisons');
  const fileOf = (id: string) => Uri.joinPath(folder, `${id}.json`);
  const changed = new vscode.EventEmitter<void>();
  const entries = () =>
    context.workspaceState.get<readonly PastComparison[]>(STATE, []).map(withoutOldDistance);
  const save = async (next: readonly PastComparison[]) => {
    const gone = entries().filter(({ id }) => !next.some((kept) => kept.id === id));
    await context.workspaceState.update(STATE, next);
    changed.fire();
    for (const { id } of gone) await remove(id);
  };
  const read = new Map<string, Report>();
  const remove = async (id: string) => {
    read.delete(id);
    await workspace.fs.delete(fileOf(id)).then(undefined, (error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  };

  return {
    get entries() {
      return entries();
    },
    onDidChange: changed.event,
    async add(request, report) {
      const bytes = new TextEncoder().encode(reportJson(report));
      const entry = entryOf(request, report, bytes.length);
      await workspace.fs.createDirectory(folder);
      await workspace.fs.writeFile(fileOf(entry.id), bytes);
      read.delete(entry.id); // the same but for its timings
      const others = entries().filter((other) => other.id !== entry.id && !isSameRun(other, entry));
      await save(withinLimits([entry, ...others], settings.now.keep));
      return entry;
    },
    async report(id) {
      const known = read.get(id);
      if (known !== undefined) return known;
      try {
        const bytes = await workspace.fs.readFile(fileOf(id));
        const report = readReport(new TextDecoder().decode(bytes));
        if (report !== undefined) keepLatest(read, id, report, MOST_READ);
        return report;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    delete: (id) => save(entries().filter((entry) => entry.id !== id)),
    dispose: () => changed.dispose(),
  };
}

function entryOf(request: PanelRequest, report: Report, bytes: number): PastComparison {
  const timeless = reportJson({ ...report, timings: { seconds: 0, steps: [] } });
  return {
    id: createHash('sha256').update(timeless).digest('hex'),
    at: Date.now(),
    request,
    names: namesOf(report),
    taskName: report.task.name,
    verdict: report.kind === 'compare' ? report.verdict : null,
    distance: report.kind === 'compare' ? (report.distance?.value ?? null) : null,
    schema: reportSchema,
    bytes,
  };
}

/** Training runs by their own. */
function namesOf(report: Report): readonly string[] {
  const runs = sectionOf(report, 'trajectory')?.runs;
  return (runs ?? report.models).map(({ name }) => name);
}

/** The checkpoints that it is about; those of a run's folder are not known by their paths. */
export function comparedIn({ request }: Pick<PastComparison, 'request'>): readonly string[] {
  return request.trajectory ? [] : request.models;
}

/** A run that goes on has one entry, not one a checkpoint. */
function isSameRun({ request: a }: PastComparison, { request: b }: PastComparison): boolean {
  const key = ({ models, task }: PanelRequest) => JSON.stringify([models, task]);
  return a.trajectory === true && b.trajectory === true && key(a) === key(b);
}

/** Before this schema it was another distance. */
const sinceProfiles = 3;

function withoutOldDistance(entry: PastComparison): PastComparison {
  return (entry.schema ?? 0) >= sinceProfiles ? entry : { ...entry, distance: null };
}

function withinLimits(entries: readonly PastComparison[], keep: number) {
  let bytes = 0;
  return entries.slice(0, keep).filter((entry) => {
    bytes += entry.bytes;
    return bytes <= MAX_BYTES;
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FileNotFound';
}
