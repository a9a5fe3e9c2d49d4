// files.txt: what every package holds, and what each kind adds. A file that joins or leaves a package
// shows as a changed line in a review.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('files.txt', import.meta.url));
const head =
  '# The files of each package. `npm run package -- --update` writes it; a test compares.\n';
const everyKind = 'every package';
const everyNative = 'every native package';

/** How `files` differ from what is listed for that kind, one line each: "+ new", "- gone".
 * @param {import('./kinds.mjs').Kind} kind
 * @param {readonly string[]} files */
export function differences(kind, files) {
  const sections = read();
  const wanted = [everyKind, ...(kind.target ? [everyNative] : []), kind.name];
  const listed = wanted.flatMap((section) => sections.get(section) ?? []);
  return [
    ...files.filter((file) => !listed.includes(file)).map((file) => `+ ${file}`),
    ...listed.filter((file) => !files.includes(file)).map((file) => `- ${file}`),
  ];
}

/** @returns {Map<string, string[]>} section -> its files */
function read() {
  const sections = new Map();
  let files = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.startsWith('[')) {
      files = [];
      sections.set(line.slice(1, -1), files);
    } else if (line !== '' && !line.startsWith('#')) files.push(line);
  }
  return sections;
}

/** Writes what several kinds share once.
 * @param {readonly { kind: import('./kinds.mjs').Kind, files: readonly string[] }[]} packages */
export function write(packages) {
  const everywhere = common(packages);
  const native = common(packages.filter(({ kind }) => kind.target));
  const sections = [
    [everyKind, everywhere],
    [everyNative, without(native, everywhere)],
    ...packages.map(({ kind, files }) => [
      kind.name,
      without(files, kind.target ? native : everywhere),
    ]),
  ];
  const texts = sections.map(([name, files]) => `\n[${name}]\n${files.join('\n')}\n`);
  writeFileSync(path, head + texts.join(''));
}

function common(packages) {
  const [first, ...rest] = packages.map(({ files }) => files);
  return first.filter((file) => rest.every((files) => files.includes(file)));
}

function without(files, others) {
  return files.filter((file) => !others.includes(file));
}
