// Certificates: which model may be studied in place of another. Each is what a comparison of the two alone gives,
// so that whoever has the two can run it again (verifyCertificate.ts).
import type {
  Certificate,
  Certified,
  CertifiedModel,
  CertifyCouple,
  CertifyRequest,
} from '../../protocol/certificate.ts';
import type { RunOptions } from '../../protocol/engineService.ts';
import type { CompareReport, Verdict } from '../../protocol/report.ts';
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { isSame } from '../congruity/verdict.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { refuseData } from '../task/data/dataTask.ts';
import { resolveTask } from '../task/resolveTask.ts';
import type { Task } from '../task/task.ts';
import { canonicalJson } from '../task/taskFile.ts';
import { compare } from './compare.ts';
import { parametersOf } from './parameters.ts';
import { digestOf, holding } from './remember.ts';
import { each } from './run.ts';
import type { Budgeted } from './settings.ts';
import { heldTask } from './taskText.ts';

/** Of a name, which is for people. */
const mostLetters = 200;

/** Of two models, whatever was found of them. */
export type Content = Omit<Certificate, 'found' | 'digest'> & {
  readonly found: Omit<Certificate['found'], 'verdict'> & { readonly verdict: Verdict };
};

/** By couple. The task is read once, so all certificates are of the same one. */
export async function certify(
  job: Job,
  ports: Ports,
  { task: nameOrPath, couples, ...options }: Budgeted<CertifyRequest>,
): Promise<readonly Certified[]> {
  const task = await resolveTask(job, ports.files, ports.sha256, nameOrPath);
  refuseData(task, 'a certificate');
  const kept = holding(ports); // a model that stands for several is measured once
  return each(job, couples, async (part, couple): Promise<Certified> => {
    const report = await compareAs(part, kept, couple, task, options);
    const { verdict } = report;
    if (!isSame(verdict)) return { ...couple, verdict, certificate: null };
    const { found, ...others } = await contentOf(kept, couple, task, options.pairs ?? null, report);
    const content = { ...others, found: { ...found, verdict } };
    return {
      ...couple,
      verdict,
      certificate: { ...content, digest: contentDigest(kept, content) },
    };
  });
}

/** A comparison of two models on a task that is known already. */
export async function compareAs(
  job: Job,
  ports: Ports,
  { study, inPlaceOf }: CertifyCouple,
  task: Pick<Task, 'name' | 'document'>,
  options: Budgeted<RunOptions>,
): Promise<CompareReport> {
  const held = heldTask(ports, task);
  return compare(job, held.ports, { ...options, a: study, b: inPlaceOf, task: held.path });
}

/** What a certificate says, of any verdict. `pairs`: as asked for; null: as many as the task says. */
export async function contentOf(
  ports: Ports,
  { study, inPlaceOf }: CertifyCouple,
  { name, digest, document }: Pick<Task, 'name' | 'digest' | 'document'>,
  pairs: number | null,
  report: CompareReport,
): Promise<Content> {
  const { provenance, looks } = report;
  const { seed, margin, fullMargin, resamples } = provenance.parameters;
  const level = looks?.level ?? provenance.parameters.level;
  return {
    kind: 'certificate',
    schema: 1,
    study: await certifiedModel(ports, study, report, 0),
    inPlaceOf: await certifiedModel(ports, inPlaceOf, report, 1),
    task: { name: said(name), digest, document },
    settings: {
      ...{ pairs, stages: looks ? looks.looks.length - 1 : null, seed, level },
      ...{ margin, fullMargin, resamples, granularity: 'cut' },
    },
    found: foundBy(report),
    errorRate: Number((1 - level).toPrecision(6)),
    interval: provenance.interval,
    versions: {
      congruity: provenance.version,
      algorithm: provenance.algorithm,
      runtime: provenance.runtime,
    },
  };
}

async function certifiedModel(
  ports: Ports,
  path: string,
  { models, provenance }: CompareReport,
  side: 0 | 1,
): Promise<CertifiedModel> {
  const { name, family } = models[side];
  const { weights, config, tokenizer } = provenance.models[side];
  const parameters = await parametersAt(ports, path);
  return { name: said(name), path: null, family, parameters, weights, config, tokenizer };
}

/** A file may call its model as it likes. */
export function said(name: string): string {
  return [...name.slice(0, 2 * mostLetters)].slice(0, mostLetters).join('') || '(no name)';
}

async function parametersAt({ files, sha256 }: Ports, path: string): Promise<number> {
  const checkpoint = await openCheckpoint(files, sha256, path);
  await checkpoint.close();
  return parametersOf(checkpoint);
}

function foundBy(report: CompareReport): Content['found'] {
  const { verdict, distance, sections, task, provenance } = report;
  const [full = null] = sections.flatMap((one) => (one.kind === 'distances' ? one.full : []));
  return {
    verdict,
    distance: distance && {
      ...{ value: distance.value, low: distance.low, high: distance.high },
      set: distance.set,
    },
    full: full && { value: full.value, low: full.low, high: full.high },
    pairs: task.pairs,
    level: provenance.parameters.level,
  };
}

/** Of all that a certificate says; where the models lie may change. */
export function contentDigest(
  ports: Pick<Ports, 'sha256'>,
  { study, inPlaceOf, ...rest }: Omit<Certificate, 'digest'>,
): string {
  const pathless = ({ path: _, ...model }: CertifiedModel) => model;
  const content = { ...rest, study: pathless(study), inPlaceOf: pathless(inPlaceOf) };
  return digestOf(ports, canonicalJson(content as unknown as JsonObject));
}
