// How names and sizes from hostile files are written in messages: on one line, cut short.

const LONGEST = 120;

/** A name in double quotes. */
export function quoted(name: string): string {
  return `"${oneLine(name)}"`;
}

/** Control and direction characters are escaped, the middle of a long name is left out. */
export function oneLine(name: string): string {
  const half = LONGEST / 2;
  const short = name.length > LONGEST ? `${name.slice(0, half)}…${name.slice(-half)}` : name;
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, codePoint);
}

/** The first few of a list of names, and how many are left out. */
export function several(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quoted).join(', ');
  return names.length > 3 ? `${shown} and ${grouped(names.length - 3)} more` : shown;
}

/** A number with its thousands grouped: 100,000,001. */
export function grouped(value: number | bigint): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ','); // toLocaleString takes 10 ms when first called
}

/** A shape as people write it: [2, 3]. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

function codePoint(char: string): string {
  return `\\u{${char.codePointAt(0)?.toString(16)}}`;
}
