// A command as a line to be pasted into a shell, whatever its words hold.

/** `sh`: every shell of its kind (dash, bash, zsh, ksh). */
export type Shell = 'sh' | 'PowerShell' | 'cmd';

/** Throws where a word cannot be written in the shell's syntax. */
export function shellLine(shell: Shell, words: readonly string[]): string {
  return joined[shell](words);
}

/** Checkpoints and options of a command: a name that begins as an option does is none after `--`. */
export function modelsWith<T>(options: readonly T[], models: readonly string[]): (T | string)[] {
  const hasDash = models.some((model) => model.startsWith('-'));
  return hasDash ? [...options, '--', ...models] : [...models, ...options];
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
