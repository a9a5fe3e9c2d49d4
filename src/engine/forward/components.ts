// The components of a transformer: each head of each block, and each MLP. What one gives is a part of a state at a
// moment (a head its numbers of z, an MLP m), so it is interchanged like any site, at all positions.
import { slotsAt } from '../graph/stage.ts';
import type { Network } from './network.ts';
import { headSite, type Site } from './plan.ts';

export type Component = {
  readonly layer: number;
  /** undefined: the block's MLP. */
  readonly head: number | undefined;
  readonly site: Site;
};

/** Block by block, the heads first. The network has to have seams at its MLPs too. */
export function componentsOf(network: Network): Component[] {
  const { stages, cuts } = network;
  return cuts.slice(0, -1).flatMap((cut, layer): Component[] => {
    const heads = slotsAt(stages, cut + 1).z / stages[cut].headWidth!;
    const ofHeads = Array.from({ length: heads }, (_, head) => {
      return { layer, head, site: headSite(network, layer, head, 'all') };
    });
    return [...ofHeads, { layer, head: undefined, site: mlpSite(network, layer) }];
  });
}

/** What the MLP of block `layer` adds, at all positions. */
function mlpSite({ cuts }: Network, layer: number): Site {
  return { moment: cuts[layer] + 2, slot: 'm', region: 'all', channels: undefined };
}

/** Fields' usual name: "4.2" is head 2 of block 4, "mlp 4" its MLP. */
export function componentName({ layer, head }: Pick<Component, 'layer' | 'head'>): string {
  return head === undefined ? `mlp ${layer}` : `${layer}.${head}`;
}
