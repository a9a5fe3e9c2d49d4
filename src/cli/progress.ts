// Progress on stderr: one line that redraws itself on a terminal, now and then a line elsewhere.
import { shown } from '../protocol/reportWords.ts';
import type { Progress } from '../protocol/rpc.ts';

/** Where it is written; process.stderr is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressLine {
  update(progress: Progress): void;
  /** A line that stays. */
  note(text: string): void;
  /** Leaves the terminal without the bar. */
  done(): void;
}

const PLAIN_EVERY_MS = 3000; // logs stay short
const BAR_WIDTH = 24;
const ESTIMATE_FROM = { ms: 1500, fraction: 0.03 }; // before, an estimate is a guess

/** `now` in milliseconds. */
export function progressLine(terminal: Terminal, now: () => number): ProgressLine {
  const start = now();
  const redraws = terminal.isTTY === true;
  let plainAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  const clear = () => {
    if (drawn) terminal.write('\r\u001b[K');
    drawn = false;
  };
  return {
    update({ fraction, doing }) {
      const progress = { fraction, doing: shown(doing) }; // model names come from folders
      const left = timeLeft(fraction, now() - start);
      if (redraws) {
        clear();
        terminal.write(barText(progress, left, (terminal.columns ?? 80) - 1));
        drawn = true;
      } else if (now() - plainAt >= PLAIN_EVERY_MS) {
        plainAt = now();
        terminal.write(`${plainText(progress, left)}\n`);
      }
    },
    note(text) {
      clear();
      terminal.write(`congruity: ${shown(text)}\n`);
    },
    done: clear,
  };
}

/** Milliseconds that are left when the rest goes as the first part did; undefined: too early. */
export function timeLeft(fraction: number, elapsedMs: number): number | undefined {
  if (elapsedMs < ESTIMATE_FROM.ms || fraction < ESTIMATE_FROM.fraction) return undefined;
  return (elapsedMs * (1 - fraction)) / fraction;
}

/** `[######..................]  25 %  1:20 left  Model A: block 3 of 12`, cut to `width`. */
export function barText({ fraction, doing }: Progress, leftMs: number | undefined, width: number) {
  const filled = Math.round(BAR_WIDTH * clamped(fraction));
  const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
  const left = leftMs === undefined ? '' : `  ${duration(leftMs)} left`;
  return `${bar} ${percent(fraction)}${left}  ${doing}`.slice(0, width);
}

function plainText({ fraction, doing }: Progress, leftMs: number | undefined): string {
  const left = leftMs === undefined ? '' : `, ${duration(leftMs)} left`;
  return `${percent(fraction)} ${doing}${left}`;
}

function percent(fraction: number): string {
  return `${String(Math.floor(100 * clamped(fraction))).padStart(3)} %`;
}

function clamped(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

/** "0:07", "12:30", "1:02:03" */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}
