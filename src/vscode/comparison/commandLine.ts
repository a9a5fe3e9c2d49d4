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
  if (/^[\w./:+=-]+$/.test(word)) return word;
  return shell === 'posix' ? posixWord(word) : powershellWord(word);
}

/** A terminal obeys control characters also between quotes, so they are pasted as escapes. */
function posixWord(word: string): string {
  if (!controls.test(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const escaped = word.replace(/[\\']/g, '\\$&').replace(/\p{Cc}/gu, octal);
  return `$'${escaped}'`;
}

function powershellWord(word: string): string {
  const text = (part: string) => `'${part.replace(/['\u2018-\u201b]/g, '$&$&')}'`; // all are quotes to it
  if (!controls.test(word)) return text(word);
  const parts = word.split(/(\p{Cc})/u).map((part, i) => {
    return i % 2 === 0 ? text(part) : `[char]${part.codePointAt(0)}`;
  });
  return `(${parts.join(' + ')})`;
}

const controls = /\p{Cc}/u;

function octal(control: string): string {
  const bytes = [...new TextEncoder().encode(control)];
  return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
