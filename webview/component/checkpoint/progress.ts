// How far something is. It moves in place: what is drawn anew ten times a second takes no click, since
// press and release meet two buttons, and loses the focus.
import { h } from '../../host/element.ts';

export interface ProgressLine {
  readonly element: HTMLElement;
  at(fraction: number): void;
}

export function progressLine(doing: string): ProgressLine {
  const bar = h('progress', { max: 100, 'aria-label': doing });
  const words = h('span', { class: 'quiet' });
  return {
    element: h('div', { class: 'progress' }, bar, words),
    at(fraction) {
      const whole = Math.round(100 * fraction);
      bar.value = whole;
      words.textContent = `${doing}: ${whole} %`;
    },
  };
}
