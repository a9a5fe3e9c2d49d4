// Hover over the templates, variables or derived words of a task file: what a prompt says that takes a set of parts
// from another. Its words come from the file, so they stand in a code block, where nothing is markup.
import type { CancellationToken, Disposable, Hover, HoverProvider, TextDocument } from 'vscode';
import { shown } from '../../protocol/reportWords.ts';
import { isCancelled } from '../../protocol/rpc.ts';
import type { TaskSetsView } from '../../protocol/taskViews.ts';
import type { Services } from '../services.ts';

const MAX_LETTERS = 200; // of one line
const KEY = /"(?:templates?|otherwise|variables|derive)"(?=\s*:)/g;

export function registerTaskHover({
  vscode,
  compute,
  log,
}: Pick<Services, 'vscode' | 'compute' | 'log'>): Disposable {
  const setsOf = async (document: TextDocument, token: CancellationToken) => {
    const stop = new AbortController();
    const asked = token.onCancellationRequested(() => stop.abort());
    try {
      const request = { task: document.uri.fsPath, text: document.getText() };
      return (await compute.call('taskFile', request, { signal: stop.signal })).sets;
    } catch (error) {
      if (!isCancelled(error)) log.debug(`${document.uri.fsPath}: ${String(error)}`);
      return null;
    } finally {
      asked.dispose();
    }
  };
  const provider: HoverProvider = {
    async provideHover(document, { line, character }, token): Promise<Hover | undefined> {
      const keys = [...document.lineAt(line).text.matchAll(KEY)];
      const key = keys.find(({ index, 0: text }) => {
        return index <= character && character < index + text.length;
      });
      const sets = key && (await setsOf(document, token));
      if (!sets) return undefined;
      const title = vscode.l10n.t('What a prompt says that takes a set of parts from its source');
      const text = new vscode.MarkdownString(`${title}:`);
      text.appendCodeblock(promptLines(sets).join('\n'), 'text');
      return new vscode.Hover(text);
    },
  };
  const files = { scheme: 'file', pattern: '**/{*.task.json,task.json}' };
  return vscode.languages.registerHoverProvider(files, provider);
}

function promptLines({ prompts }: TaskSetsView): readonly string[] {
  return prompts.map(({ set, prompt }) => shown(`{${set.join(', ')}} ${prompt}`, MAX_LETTERS));
}
