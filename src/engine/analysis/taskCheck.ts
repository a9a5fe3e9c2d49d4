// Does a task fit a model? Its tokens, spans and an example pair; nothing is run.
import type { TaskCheckRequest, TaskCheckView } from '../../protocol/engineService.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { fitReport } from '../task/fitReport.ts';
import { resolveTask } from '../task/resolveTask.ts';
import { taskFit } from '../task/taskFit.ts';
import { withSubjects } from './models.ts';

export async function taskCheck(
  job: Job,
  ports: Ports,
  { task: nameOrPath, model: path, seed }: TaskCheckRequest,
): Promise<TaskCheckView> {
  const task = await resolveTask(ports.files, ports.sha256, nameOrPath);
  return withSubjects(job, ports, [path], async ([{ model, tokenizer }]) => {
    const { masked } = model.architecture;
    const fit = taskFit(task, { tokenizer, masked, maxLength: model.spec.maxLength });
    return fitReport(fit, seed ?? 0);
  });
}
