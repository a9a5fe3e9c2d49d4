// What becomes of work on a device that fails: it is begun anew on the CPU, where the run then stays.
import { isEngineError } from '../core/error.ts';
import { MadeOnce } from '../core/madeOnce.ts';
import type { Ports } from '../core/ports.ts';
import type { Runtime } from '../core/runtime.ts';
import { type Products, productsOn } from '../forward/products.ts';

/** `use` asks the ports for the runtime, and for what is kept by it: the second time these are the CPU's. */
export async function onPlace<T>(
  ports: Pick<Ports, 'runtime' | 'withdraw'>,
  use: () => Promise<T>,
): Promise<T> {
  const place = await ports.runtime();
  try {
    return await use();
  } catch (error) {
    if (!isEngineError(error, 'device') || !place.device || !ports.withdraw) throw error;
    if ((await ports.runtime()) === place) await ports.withdraw(error.message); // else a part of it has done so
    return use();
  }
}

/** Inner products where the run is computed. */
export function placedProducts(ports: Pick<Ports, 'runtime' | 'withdraw'>): Products {
  const held = new MadeOnce<Runtime, Products>();
  const now = async () => {
    const runtime = await ports.runtime();
    return held.get(runtime, () => productsOn(runtime));
  };
  return {
    of: (a, b, size) => onPlace(ports, async () => (await now()).of(a, b, size)),
    release: () => held.release(),
  };
}
