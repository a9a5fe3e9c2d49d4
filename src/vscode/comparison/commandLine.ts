// The command that makes the same report in a terminal, safe to paste there whatever the names hold.
import type { PanelRequest } from '../../protocol/panelService.ts';

/** `sh`: every shell of its kind (dash, bash, zsh, ksh). */
export type Shell = 'sh' | 'PowerShell' | 'cmd';

/** Which syntax a terminal reads that starts `path`, the editor's default shell ('' when it has none). */
export function shellOf(path: string, platform: NodeJS.Platform): Shell {
  const name =
    path
      .split(/[\\/]/)
      .pop()
      ?.toLowerCase()
      .replace(/\.exe$/, '') ?? '';
  if (name === 'cmd') return 'cmd';
  if (/^(?:pwsh|powershell)/.test(name)) return 'PowerShell';
  return name === '' && platform === 'win32' ? 'PowerShell' : 'sh';
}

/**
 * `cli` is the command line that comes with the extension. Throws where a name cannot be written in
 * the shell's syntax.
 */
export function commandLineOf(request: PanelRequest, cli: string, shell: Shell): string {
  const { models, task, options, trajectory } = request;
  const flags = [
    ['--task', task],
    ['--pairs', options.pairs],
    ['--seed', options.seed],
    ['--resamples', options.resamples],
    ['--level', options.level],
    ['--margin', options.margin],
    ['--full-margin', options.fullMargin],
    ['--work', options.work],
    ['--stages', options.stages],
    ['--budget', options.budget],
    ['--threads', options.threads],
    ['--memory', options.memory],
    ['--device', options.device],
  ].flatMap(([flag, value]) => (value === undefined || value === null ? [] : [flag, value]));
  const ofModels = ['interpret', 'compare'][models.length - 1] ?? 'fleet';
  const verb = trajectory ? 'trajectory' : ofModels;
  // A name that begins as an option does is none after `--`.
  const hasDash = models.some((model) => model.startsWith('-'));
  const rest = hasDash ? [...flags, '--', ...models] : [...models, ...flags];
  return joined[shell](['node', cli, verb, ...rest].map(String));
}

const joined: Readonly<Record<Shell, (words: readonly string[]) => string>> = {
  sh: (words) => {
    const line = words.map(shWord).join(' ');
    return unseen.test(line) ? evaluated(line) : line;
  },
  PowerShell: (words) => words.map(powershellWord).join(' '),
  cmd: (words) => words.map(cmdWord).join(' '),
};

/** A terminal obeys control characters also between quotes, and nobody sees the others. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const everyUnseen = new RegExp(`(${unseen.source})`, 'u');

/** What no shell takes for anything but itself; a leading `=` is a command's path to zsh. */
const plain = /^(?!=)[\w./:+=-]+$/;

function shWord(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The line in octal, for `printf`, which every sh has; `$'...'` is not known to all of them. */
function evaluated(line: string): string {
  const octal = (letter: string) =>
    [...new TextEncoder().encode(letter)]
      .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
      .join('');
  return `eval "$(printf '${line.replace(/[^\w./:+= -]/gu, octal)}')"`;
}

function powershellWord(word: string): string {
  if (plain.test(word)) return word;
  const text = (part: string) => `'${part.replace(/['\u2018-\u201b]/g, '$&$&')}'`; // all are quotes to it
  if (!unseen.test(word)) return text(word);
  const parts = word.split(everyUnseen).map((part, i) => {
    if (i % 2 === 0) return text(part);
    const code = part.codePointAt(0) ?? 0;
    return code > 0xffff ? `[char]::ConvertFromUtf32(${code})` : `[char]${code}`;
  });
  return `(${parts.join(' + ')})`;
}

/** Between quotes it still replaces `%NAME%`, so percent signs stand outside, behind a caret. */
function cmdWord(word: string): string {
  if (/["\p{Cc}]/u.test(word)) {
    throw new Error(`cmd cannot be given the name ${JSON.stringify(word)}: use PowerShell`);
  }
  if (plain.test(word)) return word;
  const quoted = word.split('%').map((part) => `"${part.replace(/\\+$/, '$&$&')}"`);
  return quoted.join('^%');
}
