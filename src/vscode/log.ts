// The log channel. A name with a line break in it cannot pose as an entry of its own.
import type { Disposable } from 'vscode';
import { shown } from '../protocol/reportWords.ts';
import type { VsCode } from './vsCode.ts';

export interface Log extends Disposable {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Without taking the focus. */
  show(): void;
}

const MOST_LETTERS = 20_000; // of an entry

export function openLog({ window }: VsCode): Log {
  const channel = window.createOutputChannel('Congruity', { log: true });
  return {
    debug: (text) => channel.debug(entry(text)),
    info: (text) => channel.info(entry(text)),
    warn: (text) => channel.warn(entry(text)),
    error: (text) => channel.error(entry(text)),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

/** Lines after the first are set in, as those of a stack are. */
function entry(text: string): string {
  const lines = text.slice(0, MOST_LETTERS).split(/\r\n|[\r\n\u2028\u2029]/);
  return lines.map((line) => shown(line)).join('\n    ');
}
