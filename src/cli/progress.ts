// Progress on stderr: one line that redraws itself on a terminal, now and then a line elsewhere.
import { shown } from '../protocol/reportWords.ts';
import type { Progress } from '../protocol/rpc.ts';
import { timeLeftEstimator } from '../protocol/timeLeft.ts';
import { fitting, textWidth } from '../report/textLayout.ts';
import { type Env, lookOf, type Stream } from './terminal.ts';

/** Where it is written; process.stderr is one. */
export type Terminal = Stream & { write(text: string): unknown };

/** What a run knows before its end. */
export type SoFar = {
  /** For the line that is redrawn. */
  readonly short: string;
  /** Where no line is: a sentence. */
  readonly whole: string;
};

export interface ProgressLine {
  update(progress: Progress): void;
  /** Stands beside the bar from now on; the run may end at any moment then. */
  soFar(known: SoFar): void;
  /** A line that stays. */
  note(text: string): void;
  /** Leaves the terminal without the bar. */
  done(): void;
}

const PLAIN_EVERY_MS = 3000; // logs stay short
const BAR_WIDTH = 24;
/** Columns for the words beside the bar, which says less than they do where there is little room. */
const WORDS_WIDTH = 34;
const LEAST_BAR = 5;

/** `now` in milliseconds. */
export function progressLine(terminal: Terminal, env: Env, now: () => number): ProgressLine {
  const start = now();
  const estimate = timeLeftEstimator();
  let plainAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  let known = '';
  const clear = () => {
    if (drawn) terminal.write('\r\u001b[K');
    drawn = false;
  };
  return {
    update({ fraction, doing }) {
      const { redraws, width = 80 } = lookOf(terminal, env); // it may be resized
      const progress = { fraction, doing: shown(doing) }; // model names come from folders
      const left = estimate(fraction, now() - start);
      if (redraws) {
        clear();
        terminal.write(barText(progress, left, width - 1, known));
        drawn = true;
      } else if (now() - plainAt >= PLAIN_EVERY_MS) {
        plainAt = now();
        terminal.write(`${plainText(progress, left, known !== '')}\n`);
      }
    },
    soFar({ short, whole }) {
      known = shown(short);
      if (!lookOf(terminal, env).redraws) terminal.write(`${shown(whole)}\n`);
    },
    note(text) {
      clear();
      terminal.write(`congruity: ${shown(text)}\n`);
    },
    done: clear,
  };
}

/**
 * `[######..................]  25 %  1:20 left  Model A: block 3 of 12`, cut to `width` columns; what is known so far
 * goes before what is done.
 */
export function barText(
  { fraction, doing }: Progress,
  leftMs: number | undefined,
  width: number,
  known = '',
): string {
  const words = known === '' ? doing : `${known}  ${doing}`;
  const space = Math.min(BAR_WIDTH, width - WORDS_WIDTH - textWidth(known));
  const filled = Math.round(space * clamped(fraction));
  const bar = space < LEAST_BAR ? '' : `[${'#'.repeat(filled)}${'.'.repeat(space - filled)}] `;
  const left = leftMs === undefined ? '' : `  ${leftText(leftMs, known !== '')}`;
  return fitting(`${bar}${percent(fraction)}${left}  ${words}`, width);
}

function plainText(
  { fraction, doing }: Progress,
  leftMs: number | undefined,
  mayEnd: boolean,
): string {
  const left = leftMs === undefined ? '' : `, ${leftText(leftMs, mayEnd)}`;
  return `${percent(fraction)} ${doing}${left}`;
}

/** `mayEnd`: before all is done. */
function leftText(ms: number, mayEnd: boolean): string {
  return `${mayEnd ? 'at most ' : ''}${duration(ms)} left`;
}

function percent(fraction: number): string {
  return `${String(Math.floor(100 * clamped(fraction))).padStart(3)} %`;
}

function clamped(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

/** "0:07", "12:30", "1:02:03" */
function duration(ms: number): string {
  const seconds = Math.ceil(Math.round(ms) / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}
