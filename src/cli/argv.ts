// What commander cannot say: `--json` and `--html` take a file only when what follows looks like one.

const endings: Readonly<Record<string, string>> = { '--json': '.json', '--html': '.html' };

/** Stands for standard output, as in many programs. */
export const STDOUT = '-';

/**
 * Gives every `--json` and `--html` its value, so that `compare --json A B` does not take A for a file:
 * the next argument when it ends in .json or .html (or is `-`), else standard output. After `--`
 * nothing is touched.
 */
export function normaliseArgv(argv: readonly string[]): string[] {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const out: string[] = [];
  for (let i = 0; i < end; i++) {
    const ending = endings[argv[i]];
    const next = i + 1 < end ? argv[i + 1] : undefined;
    if (ending === undefined) out.push(argv[i]);
    else if (next === STDOUT || (next?.toLowerCase().endsWith(ending) && !next.startsWith('--'))) {
      out.push(`${argv[i]}=${next}`);
      i++;
    } else out.push(`${argv[i]}=${STDOUT}`);
  }
  return [...out, ...argv.slice(end)];
}

/** Whether standard output was promised to be JSON; for errors found before the options are read. */
export function wantsJson(normalised: readonly string[]): boolean {
  return normalised.includes(`--json=${STDOUT}`);
}
