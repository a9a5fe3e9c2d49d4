// A model of rows whose outputs stand for the classes in another order than the task has them solves next to nothing.
import type { Gate } from '../congruity/verdict.ts';
import { assigner } from '../numeric/assignment.ts';

/** More are not read in a sentence. */
const mostClasses = 12;
/** Of fewer rows a class some order fits whatever a model says. */
const rowsAClass = 8;

/**
 * The order of classes by which most rows would be solved. `right`: the class of each row, `said`: the output that is
 * largest. Undefined where rows are too few to say.
 */
export function bestOrder(
  right: ArrayLike<number>,
  said: ArrayLike<number>,
  classes: readonly string[],
): Gate['otherOrder'] {
  const [n, K] = [right.length, classes.length];
  if (K > mostClasses || n < rowsAClass * K) return undefined;
  const cost = new Float64Array(K * K); // [output, class], minus the rows
  for (let i = 0; i < n; i++) cost[said[i] * K + right[i]]--;
  const order = [...assigner(K).solve(cost, K)];
  const solved = order.reduce((sum, k, output) => sum - cost[output * K + k], 0);
  return { classes: order.map((k) => classes[k]), accuracy: solved / n };
}
