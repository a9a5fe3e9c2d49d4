// The folder of a training run, and the folders of its steps in it.

/** "checkpoint-500", "step_1000", "step-3000-unsharded": what trainers call a step's folder. */
const STEP = /^(?:checkpoint|ckpt|step|global_?step|iter|epoch)[-_]?(\d+)/i;
/** Steps by another name. */
const NAMED_STEP = /^(?:checkpoint|ckpt)[-_](?:best|last|latest|final)$/i;

/** Whether a folder is one step of a run: then the run's folder may hold what all steps share. */
export function isStep(name: string): boolean {
  return STEP.test(name) || NAMED_STEP.test(name);
}

/** The numbered steps among the names of a folder, the last one first. */
export function stepsLastFirst(names: readonly string[]): readonly string[] {
  return names
    .flatMap((name) => {
      const step = STEP.exec(name)?.[1];
      return step === undefined ? [] : { name, step: Number(step) };
    })
    .sort((a, b) => b.step - a.step || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}
