// A request as it comes back from a page's state after a reload: anything may stand there.
import type { PanelRequest } from '../../protocol/panelService.ts';
import { fieldsOf } from '../../protocol/rpc.ts';

export function isPanelRequest(value: unknown): value is PanelRequest {
  const { models, task, options, trajectory } = fieldsOf(value);
  return (
    Array.isArray(models) &&
    models.length > 0 &&
    models.every((path) => typeof path === 'string') &&
    (trajectory === undefined || trajectory === true) &&
    (task === null || typeof task === 'string') &&
    Object.values(fieldsOf(options)).every(
      (option) => option === undefined || typeof option === 'number',
    ) &&
    typeof options === 'object' &&
    options !== null
  );
}
