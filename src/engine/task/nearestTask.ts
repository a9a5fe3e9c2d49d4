// The built-in task that somebody may have meant.

/** The nearest of the names; undefined when none is near. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const wanted = plain(typed);
  const near = names
    .map((name) => ({ name, far: distance(wanted, plain(name)) }))
    .filter(({ name, far }) => far <= mostEdits(name) || startsAs(wanted, plain(name)))
    .sort((a, b) => a.far - b.far);
  return near[0]?.name;
}

const LONGEST = 40; // of what can be a mistyped name
const plain = (name: string) =>
  name
    .slice(0, LONGEST)
    .toLowerCase()
    .replace(/[\s_]+|\.?task\.json$/g, (found) => (found.endsWith('json') ? '' : '-'));
const mostEdits = (name: string) => Math.max(1, Math.floor(name.length / 3));
const startsAs = (typed: string, name: string) => typed.length >= 3 && name.startsWith(typed);

/** Letters to put in, take out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}
