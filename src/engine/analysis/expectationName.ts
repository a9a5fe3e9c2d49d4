// What an expectation is called that has no name of its own.
import type { Expectation } from '../../protocol/study.ts';

/** `task`: undefined: there is one only. */
export function nameOf(expectation: Expectation, task: string | undefined): string {
  const on = task === undefined ? '' : ` on ${task}`;
  switch (expectation.expect) {
    case 'stays as':
      return `${expectation.model} stays as ${expectation.as}${on}`;
    case 'holds': {
      const { model, set = [], atLeast } = expectation;
      return `${model} holds {${set.join(', ')}} by at least ${atLeast}${on}`;
    }
    case 'accuracy':
      return `${expectation.model} has an accuracy of at least ${expectation.atLeast}${on}`;
    default:
      return `${expectation.a} and ${expectation.b}: ${expectation.expect}${on}`;
  }
}
