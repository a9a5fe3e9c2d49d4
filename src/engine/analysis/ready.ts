// The model that lies ready to be run: its weights, widened or dequantised, and its graphs stay from plan to plan.
// One at a time: it makes way for the next.
import type { Ports } from '../core/ports.ts';
import type { Runtime } from '../core/runtime.ts';
import { Forward } from '../forward/forward.ts';
import type { Network } from '../forward/network.ts';
import { weightBytes } from '../forward/weights.ts';

type Held = {
  readonly key: string;
  readonly on: Runtime;
  readonly forward: Forward;
  readonly reclaim: Ports['reclaim'];
};

export class Ready {
  #held: Held | undefined;

  /** `key`: of all that the numbers of the network depend on; two of one key are one. */
  async forward(
    ports: Pick<Ports, 'reclaim' | 'runtime'>,
    key: string,
    network: Network,
    weightBudget: number,
  ): Promise<Forward> {
    const on = await ports.runtime();
    if (this.#held?.key === key && this.#held.on === on) {
      this.#held.forward.allow(weightBudget);
      return this.#held.forward;
    }
    await this.release();
    const forward = new Forward(network, on, weightBudget);
    this.#held = { key, on, forward, reclaim: ports.reclaim };
    return forward;
  }

  async release(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    await held?.forward.release();
    held?.reclaim(weightBytes(held.forward.network));
  }
}
