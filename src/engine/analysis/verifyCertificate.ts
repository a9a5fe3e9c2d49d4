// Runs the comparison of a certificate again and says whether it still holds.
import type {
  Certificate,
  CertifiedModel,
  Differing,
  HashedPart,
  Holding,
  Unfound,
  VerifyRequest,
  VerifyView,
} from '../../protocol/certificate.ts';
import { isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { algorithm } from '../core/version.ts';
import { readTask } from '../task/readTask.ts';
import type { Task } from '../task/task.ts';
import { differencesOf } from './certifiedAgain.ts';
import { compareAs, contentDigest, contentOf, said } from './certify.ts';
import { type Subject, withSubjects } from './models.ts';
import { readCertificate } from './readCertificate.ts';
import { type Budgeted, unlimited } from './settings.ts';
import { heldTask } from './taskText.ts';

/** Throws EngineError 'file-missing', 'file-format' or 'task-invalid' of a file that is no certificate. */
export async function verifyCertificate(
  job: Job,
  ports: Ports,
  { file, folders, threads, memory }: Budgeted<VerifyRequest>,
): Promise<VerifyView> {
  const certificate = await readCertificate(ports.files, file);
  const { digest, ...content } = certificate;
  const isEdited = contentDigest(ports, content) !== digest;
  const task = taskOf(ports, certificate, file);
  const said = { file, isEdited, certificate, otherAlgorithm: otherAlgorithmOf(certificate) };
  const view = (holding: Holding, unfound: readonly Unfound[], differing: readonly Differing[]) => {
    return { ...said, holding, unfound, differing };
  };
  const another = taskDifference(certificate, task);
  if (another.length > 0) return view('does not hold', [], another);
  const [study, inPlaceOf] = [
    await locate(subJob(job, 0, 0.05), ports, certificate.study, file, task, folders),
    await locate(subJob(job, 0.05, 0.1), ports, certificate.inPlaceOf, file, task, folders),
  ];
  if (typeof study !== 'string' || typeof inPlaceOf !== 'string') {
    const unfound = [study, inPlaceOf].filter((one): one is Unfound => typeof one !== 'string');
    return view(isEdited ? 'does not hold' : 'cannot be checked', unfound, []);
  }
  const couple = { study, inPlaceOf };
  const options = { ...optionsOf(certificate), threads, memory };
  const report = await compareAs(subJob(job, 0.1, 1), ports, couple, task, options);
  const { pairs } = certificate.settings;
  const again = await contentOf(ports, couple, task, pairs, report);
  const differing = differencesOf(certificate, again);
  return view(holdingOf(isEdited, differing, said.otherAlgorithm), [], differing);
}

/** Of another algorithm other numbers say nothing. */
function holdingOf(
  isEdited: boolean,
  differing: readonly Differing[],
  otherAlgorithm: number | null,
): Holding {
  if (isEdited) return 'does not hold';
  if (differing.length === 0) return 'holds';
  return otherAlgorithm === null ? 'does not hold' : 'cannot be checked';
}

function otherAlgorithmOf({ versions }: Certificate): number | null {
  return versions.algorithm === algorithm ? null : versions.algorithm;
}

function taskOf({ files, sha256 }: Ports, { task }: Certificate, file: string): Task {
  const read = readTask(JSON.stringify(task.document), `the task in ${files.base(file)}`, sha256);
  return { ...read, name: task.name };
}

/** A task without a name goes by that of its file, which the certificate alone knows. */
function taskDifference({ task }: Certificate, { digest, document }: Task): Differing[] {
  const named = typeof document.name === 'string' ? said(document.name) : task.name;
  return [
    { field: 'task.digest', certified: task.digest, found: digest },
    { field: 'task.name', certified: task.name, found: named },
  ].filter(({ certified, found }) => certified !== found);
}

/** As it was asked for: a run in looks makes as many of them. */
function optionsOf({ settings }: Certificate) {
  const { pairs, stages, seed, level, margin, fullMargin, resamples } = settings;
  const inLooks = stages === null ? {} : { stages, work: unlimited };
  return { pairs: pairs ?? undefined, ...inLooks, seed, level, margin, fullMargin, resamples };
}

const hashed: readonly HashedPart[] = ['weights', 'config', 'tokenizer'];

/** The path of a model that has the hashes of the certificate; or what is there. */
async function locate(
  job: Job,
  ports: Ports,
  model: CertifiedModel,
  file: string,
  task: Task,
  folders: readonly string[],
): Promise<string | Unfound> {
  const at = placesOf(ports, model, file, folders);
  let changed: Unfound['changed'] = [];
  const unreadable: string[] = [];
  for (const path of at) {
    if ((await ports.files.kind(path)) === 'missing') continue;
    const found = await digestsAt(job, ports, path, task);
    if (typeof found === 'string') {
      unreadable.push(found);
      continue;
    }
    changed = hashed.flatMap((what) =>
      model[what] === found[what] ? [] : [{ what, certified: model[what], found: found[what] }],
    );
    if (changed.length === 0) return path;
  }
  return { name: model.name, at, changed, unreadable };
}

/** Or why there are none: what lies there is no model, and the right one may lie elsewhere. */
async function digestsAt(job: Job, ports: Ports, path: string, task: Task) {
  const held = heldTask(ports, task);
  try {
    const found = async ([{ digests }]: readonly Subject[]) => digests;
    return await withSubjects(job, held.ports, [path], found, held.path);
  } catch (error) {
    if (isEngineError(error) && /^(?:file|model)-/.test(error.code)) return error.message;
    throw error;
  }
}

/** Where it may lie: as the certificate says, or in the folders under its file's name or its own. */
function placesOf(
  { files }: Ports,
  { name, path }: CertifiedModel,
  file: string,
  folders: readonly string[],
): string[] {
  if (folders.length === 0) return path === null ? [] : [files.inside(files.parent(file), path)];
  const names = [path?.split(/[\\/]/).at(-1), name].filter(
    (one): one is string => one !== undefined && /^(?!\.{1,2}$)[^\\/\0]+$/.test(one),
  );
  return folders.flatMap((folder) => [...new Set(names)].map((one) => files.inside(folder, one)));
}
