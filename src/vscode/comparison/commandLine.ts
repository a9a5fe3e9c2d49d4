// The command that makes the same report in a terminal.
import type { PanelRequest } from '../../protocol/panelService.ts';

export type Shell = 'posix' | 'powershell';

/** `cli` is the command line that comes with the extension. */
export function commandLineOf(request: PanelRequest, cli: string, shell: Shell): string {
  const { models, task, options } = request;
  const flags = [
    ['--task', task],
    ['--pairs', options.pairs],
    ['--seed', options.seed],
    ['--level', options.level],
    ['--margin', options.margin],
    ['--full-margin', options.fullMargin],
    ['--threads', options.threads],
    ['--memory', options.memory],
  ].flatMap(([flag, value]) => (value === undefined || value === null ? [] : [flag, value]));
  const verb = models.length === 1 ? 'interpret' : 'compare';
  return ['node', cli, verb, ...models, ...flags]
    .map((word) => quoted(String(word), shell))
    .join(' ');
}

function quoted(word: string, shell: Shell): string {
  if (/^[\w./:@%+=,-]+$/.test(word)) return word;
  return shell === 'posix'
    ? `'${word.replaceAll("'", "'\\''")}'`
    : `'${word.replaceAll("'", "''")}'`;
}
