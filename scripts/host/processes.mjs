// The processes that a server has started: their memory is measured, and one is killed, by the tests.
import { readdirSync, readFileSync } from 'node:fs';

/** @typedef {{ pid: number, parent: number, command: string, megabytes: number }} Found */

/** Everything below `pid`, as Linux tells in /proc.
 * @returns {Found[]} the youngest first: windows that were closed keep theirs for a while */
export function processesUnder(pid) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processAt(Number(name)) ?? []);
  const below = (parent) =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid).sort((a, b) => b.started - a.started);
}

/** undefined: it has ended meanwhile. */
function processAt(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const number = (name) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    // The 22nd field; the second, a name, may hold spaces, and ends with the last parenthesis.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    const started = Number(fields[19]);
    return { pid, started, parent: number('PPid'), command, megabytes: number('VmRSS') / 1024 };
  } catch {
    return undefined;
  }
}
