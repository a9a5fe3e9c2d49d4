// The last result as a page of the documentation.
export type Row = {
  readonly kind: string;
  readonly name: string;
  /** How it ended; none for what is many runs. */
  readonly code?: number | string;
  /** Of what is allowed. */
  readonly time?: number;
  readonly memory?: number;
  readonly problems: readonly string[];
};

export function table(rows: readonly Row[]): string {
  const failed = rows.filter(({ problems }) => problems.length > 0);
  return `# Attacks

What \`npm run attack -- --update\` wrote last: every kind of hostile and awkward input that comes from a file
or a command line, on the built product. An input must end with the outcome that its row in \`test/attack/kinds\`
asks for, leave every input as it was, and take at most 2 s and 256 MB more than a good input of the same
command takes; both are measured in the same run, and time is scaled by a fixed loop. Time and memory below
are shares of what was allowed.

${rows.length - failed.length} of ${rows.length} ended as they must.

| kind | input | exit | time | memory | wrong |
| --- | --- | --- | --- | --- | --- |
${rows.map(line).join('\n')}
`;
}

function line({ kind, name, code = '', time, memory, problems }: Row): string {
  const share = (of: number | undefined) => (of === undefined ? '' : `${Math.round(100 * of)} %`);
  const cells = [kind, name, String(code), share(time), share(memory), problems.join('; ')];
  return `| ${cells.map(plain).join(' | ')} |`;
}

/** A cell is one line of letters that everybody sees. */
function plain(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, '?')
    .replaceAll('|', '\\|')
    .slice(0, 200);
}
