// A report into a file that the user names: a page, JSON, the drawing, or the numbers.
import { basename, dirname } from 'node:path';
import type { Uri } from 'vscode';
import type { PanelRequest } from '../../protocol/panelService.ts';
import type { Report } from '../../protocol/report.ts';
import { isWeightFile } from '../../protocol/weightFiles.ts';
import { reportCsv } from '../../report/csv.ts';
import { openDestination } from '../../report/destination.ts';
import { reportHtml } from '../../report/html.ts';
import { reportJson } from '../../report/json.ts';
import { plainText } from '../plain.ts';
import type { Services } from '../services.ts';
import type { VsCode } from '../vsCode.ts';
import type { OpenPanel } from './panel.ts';

type Format = {
  readonly ending: string;
  readonly label: string;
  readonly detail: string;
  /** undefined: there is nothing of this kind to write. */
  readonly text: (report: Report, open: OpenPanel) => Promise<string | undefined>;
};

export async function exportReport(services: Services, open: OpenPanel): Promise<void> {
  const { vscode } = services;
  const { report } = open.session.view;
  if (report === null) return;
  const format = await vscode.window.showQuickPick(formats(services, report.kind), {
    title: vscode.l10n.t('Export the report as'),
    ignoreFocusOut: true, // the page takes the focus back some moments after the palette
  });
  if (format === undefined) return;
  const text = await format.text(report, open);
  if (text === undefined) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The report has no drawing to export.'));
    return;
  }
  const target = await vscode.window.showSaveDialog({
    defaultUri: suggested(vscode, open.session.view.request, report, format.ending),
    filters: { [format.label]: [format.ending] },
  });
  if (target === undefined) return;
  await write(services, open.session.view.request, target, text);
  await offerToOpen(vscode, target);
}

/** A file of this machine as the command line writes it: whole, and never over what was compared. */
async function write(
  { vscode }: Services,
  { models, task }: PanelRequest,
  target: Uri,
  text: string,
): Promise<void> {
  if (target.scheme !== 'file') {
    return vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  }
  const inputs = { models, files: task === null ? [] : [task] };
  const destination = await openDestination(target.fsPath, inputs);
  await destination.write(text);
}

/** Of a fleet there is no flow map. */
function formats({ vscode, context }: Services, kind: Report['kind']): readonly Format[] {
  const { l10n } = vscode;
  /** Of reports without a flow map. */
  const tables: { readonly [Kind in Report['kind']]?: string } = {
    fleet: l10n.t('the distances of every pair as a table'),
    trajectory: l10n.t('a checkpoint a row'),
  };
  const drawing: Format = {
    ending: 'svg',
    label: 'SVG',
    detail: l10n.t('the flow map as a drawing'),
    text: async (_, open) => open.svg(),
  };
  return [
    {
      ending: 'html',
      label: 'HTML',
      detail: l10n.t('the whole report as one page, for a browser'),
      text: async (report) =>
        reportHtml(report, await pageParts(vscode, context.extensionUri), 'editor'),
    },
    {
      ending: 'json',
      label: 'JSON',
      detail: l10n.t('all numbers, for programs'),
      text: async (report) => reportJson(report, 'editor'),
    },
    ...(tables[kind] === undefined ? [drawing] : []),
    {
      ending: 'csv',
      label: 'CSV',
      detail: tables[kind] ?? l10n.t('the numbers of the flow map as a table'),
      text: async (report) => reportCsv(report),
    },
  ];
}

async function pageParts({ Uri, workspace }: VsCode, extension: Uri) {
  const read = async (name: string) =>
    new TextDecoder().decode(
      await workspace.fs.readFile(Uri.joinPath(extension, 'dist', 'webview', name)),
    );
  return { script: await read('report.js'), css: await read('report.css') };
}

function suggested(
  { Uri, workspace }: VsCode,
  { models }: PanelRequest,
  report: Report,
  ending: string,
): Uri | undefined {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return undefined;
  // A workspace that is itself a checkpoint takes no report: the folder around it does.
  const isCheckpoint = models.some((model) => {
    const itself = isWeightFile(basename(model)) ? dirname(model) : model;
    return itself === folder.fsPath;
  });
  const place = isCheckpoint ? Uri.joinPath(folder, '..') : folder;
  return Uri.joinPath(place, `${fileName(report.models.map(({ name }) => name))}.${ending}`);
}

const MOST_LETTERS = 50; // in four bytes each they are under the 255 of most file systems

/** A name that every file system takes, which is neither hidden nor an option of a command. */
export function fileName(models: readonly string[]): string {
  const letters = models.join('-and-').replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '_');
  const short = [...letters].slice(0, MOST_LETTERS).join('');
  const isReserved = /^(?:[.-]|$|(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/i.test(short);
  return isReserved ? `_${short}` : short;
}

async function offerToOpen({ commands, l10n, window }: VsCode, target: Uri): Promise<void> {
  const open = l10n.t('Open');
  const chosen = await window.showInformationMessage(
    l10n.t('Written: {0}', plainText(target.fsPath)),
    open,
  );
  if (chosen === open) await commands.executeCommand('vscode.open', target);
}
