// Values of options, read strictly: what is not understood is refused, never guessed.
import { InvalidArgumentError } from 'commander';
import { type Level, levels } from '../protocol/granularity.ts';

/** A whole number, the ends included. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}.`);
  };
}

const decimal = /^(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?$/i;

/** A number between two others, both excluded. */
export function between(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (decimal.test(text) && value > low && value < high) return value;
    throw new InvalidArgumentError(
      `Wanted a number between ${low} and ${high}, the ends excluded.`,
    );
  };
}

/** A number from 0 on and below another. */
export function fromZero(high: number): (text: string) => number {
  return (text) => {
    if (decimal.test(text) && Number(text) < high) return Number(text); // it has no sign
    throw new InvalidArgumentError(`Wanted 0, or a number between 0 and ${high}.`);
  };
}

/** Numbers above 0 and at most 1, between commas. */
export function shares(text: string): number[] {
  const all = text.split(',').map((each) => (each.trim() === '1' ? 1 : between(0, 1)(each.trim())));
  return [...new Set(all)];
}

const inSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };
const LONGEST_S = 30 * 24 * 3600; // what takes longer is interrupted before

/** A time: "90" and "90s" are seconds, "2m" minutes, "1.5h" hours. In seconds. */
export function time(text: string): number {
  const [, number, unit] = /^(\d+\.?\d*|\.\d+)([smh]?)$/.exec(text) ?? [];
  const seconds = Number(number) * inSeconds[unit];
  if (seconds >= 1 && seconds <= LONGEST_S) return seconds;
  throw new InvalidArgumentError('Wanted a time from 1s to 30 days, such as 90s, 2m or 1.5h.');
}

/** "head", "subspace,head", "all". */
export function levelsOf(text: string): readonly Level[] {
  if (text === 'all') return levels;
  const named = text.split(',').map((name) => levels.find((level) => level === name.trim()));
  const known = named.filter((level) => level !== undefined);
  if (known.length === named.length) return known;
  throw new InvalidArgumentError(`Wanted ${levels.join(', ')}, several between commas, or all.`);
}

/** Of an option that may be given again. */
export function addTo(name: string, before: readonly string[] = []): readonly string[] {
  return [...before, name];
}
