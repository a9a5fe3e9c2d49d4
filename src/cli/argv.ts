// What commander cannot say: `--json` and `--html` take a file only when what follows looks like one.
import { existsSync } from 'node:fs';
import { UsageError } from './failure.ts';

const endings: Readonly<Record<string, string>> = { '--json': '.json', '--html': '.html' };

/** Stands for standard output, as in many programs. */
export const STDOUT = '-';

/**
 * Gives every `--json` and `--html` its value, so that `compare --json A B` does not take A for a file:
 * the next argument when it ends in .json or .html, is `-`, or lies in /dev, where no checkpoint does;
 * else standard output. After `--` nothing is touched.
 */
export function normaliseArgv(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const out: string[] = [];
  for (let i = 0; i < end; i++) {
    const ending = endings[argv[i]];
    const next = i + 1 < end ? argv[i + 1] : undefined;
    if (ending === undefined) out.push(argv[i]);
    else if (next !== undefined && isFileFor(next, ending)) {
      out.push(`${argv[i]}=${next}`);
      i++;
    } else out.push(`${argv[i]}=${STDOUT}`);
  }
  return [...out, ...argv.slice(end)];
}

function isFileFor(word: string, ending: string): boolean {
  if (word === STDOUT || word.startsWith('/dev/')) return true;
  return word.toLowerCase().endsWith(ending) && !word.startsWith('--');
}

/** Whether standard output was promised to be JSON; for errors found before the options are read. */
export function wantsJson(normalised: readonly string[]): boolean {
  return [STDOUT, '/dev/stdout', '/dev/fd/1'].some((path) => normalised.includes(`--json=${path}`));
}

/** Node has put U+FFFD for bytes that are no UTF-8: such a name reaches another file, or makes one. */
export function refuseUndecodable(argv: readonly string[]): void {
  const word = argv.find((each) => each.includes('\ufffd') && !existsSync(each));
  if (word === undefined) return;
  throw new UsageError(
    `${word} is not UTF-8, and only such names can be opened`,
    'Rename the file, or give a link to it that has a plain name.',
  );
}
