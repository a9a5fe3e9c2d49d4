// A stage of a network that its own file describes: it is run by whoever computes that graph, and no graph of ours is built.
import { EngineError } from '../core/error.ts';
import type { Stage } from '../graph/stage.ts';

type Run = Required<Pick<Stage, 'run'>> & Pick<Stage, 'widest'>;

/** From a value with `from` numbers at each position to the value `to`, with `width` of them. */
export function runStage(from: number, to: string, width: number, { run, widest }: Run): Stage {
  return {
    group: to,
    sees: 'all',
    takes: { x: from },
    gives: { x: width },
    ends: [],
    weights: [],
    widest,
    headWidth: undefined,
    past: undefined,
    content: `run to ${to}`,
    build: () => {
      throw new EngineError('internal', `${to} is run, not built`);
    },
    inputs: () => ({}),
    run,
  };
}
