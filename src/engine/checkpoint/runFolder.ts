// The folder of a training run, and the folders of its steps in it.

/** "checkpoint-500", "step_1000", "step-3000-unsharded": what trainers call a step's folder. */
const STEP = /^(?:checkpoint|ckpt|step|global_?step|iter|epoch)[-_]?(\d+)/i;
/** Steps by another name. */
const NAMED_STEP = /^(?:checkpoint|ckpt)[-_](?:best|last|latest|final)$/i;

/** Whether a folder is one step of a run: then the run's folder may hold what all steps share. */
export function isStep(name: string): boolean {
  return STEP.test(name) || NAMED_STEP.test(name);
}

/** Folders in which trainers keep steps apart from logs; Lightning's runs are lightning_logs/version_N/checkpoints. */
const INNER = [/^(?:checkpoints?|ckpts?|models?|weights)$/i, /^version_\d+$/, /^lightning_logs$/];
/** How deep they lie in each other. */
export const INNER_DEPTH = 3;

/** Of a folder's names those of folders that may hold the steps of its run; of several versions the last first. */
export function innerFolders(names: readonly string[]): readonly string[] {
  const number = (name: string) => Number(/\d+$/.exec(name)?.[0] ?? 0);
  return INNER.flatMap((pattern) => {
    return names.filter((name) => pattern.test(name)).sort((a, b) => number(b) - number(a));
  });
}

/** Of weight files that are steps of one run the last; undefined: they are not. */
export function lastStepOf(files: readonly string[]): string | undefined {
  const named = (file: string) =>
    /^(?:(?:checkpoint|ckpt|model)[-_])?(last|latest|final|best)$/i.exec(file.replace(WEIGHTS, ''));
  const last = files.find((file) => /^(?:last|latest|final)$/i.test(named(file)?.[1] ?? ''));
  const steps = files.filter((file) => !named(file)).map((file) => ({ file, ...numbered(file) }));
  const [kind] = steps.map((one) => one.kind);
  if (kind === undefined || !/step|epoch|iter|checkpoint|ckpt/.test(kind)) return undefined; // parts, seeds
  if (steps.some((one) => one.kind !== kind)) return undefined;
  return last ?? steps.sort((a, b) => b.step! - a.step!)[0].file;
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

/** "epoch=3-step=1200.ckpt", "1000", "model_v2-300.safetensors"; of several numbers the steps count. */
const OTHERS = [
  /step=(\d+)/i,
  /epoch=(\d+)/i,
  /^()(\d+)(?=$|\.)/,
  /^(.*[-_.])(?:step|iter|epoch)?[-_=]?(\d+)$/i,
];
/** Seeds are runs and not steps, shards parts of one checkpoint; what is still being written has a name of its own. */
const NO_STEP = /seed|-of-\d+|^tmp|^\./i;
const WEIGHTS = /\.(?:safetensors|gguf|bin|pt|pth|ckpt)$/i;

/** The step that a folder, a file or a revision is called after; `kind`: what it is counted in. undefined: after none. */
export function numbered(
  name: string,
): { readonly step: number; readonly kind: string } | undefined {
  if (NO_STEP.test(name)) return undefined;
  const stem = name.replace(WEIGHTS, '');
  for (const pattern of [STEP, ...OTHERS]) {
    const found = pattern.exec(stem);
    const digits = found?.at(-1);
    if (found && digits)
      return { step: Number(digits), kind: found[0].replaceAll(/\d+$/g, '').toLowerCase() };
  }
  return undefined;
}
