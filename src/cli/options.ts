// Values of options, read strictly: what is not understood is refused, never guessed.
import { InvalidArgumentError } from 'commander';

/** A whole number, the ends included. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Wanted a whole number from ${least} to ${most}.`);
  };
}

/** A number between two others, both excluded. */
export function between(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?$/i.test(text) && value > low && value < high) return value;
    throw new InvalidArgumentError(`Wanted a number between ${low} and ${high}.`);
  };
}

export function device(text: string): string {
  if (text === 'cpu') return text;
  throw new InvalidArgumentError('Congruity computes on the CPU: the only device is cpu.');
}
