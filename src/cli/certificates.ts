// Certificates of a fleet: written into a folder, a file for each model that another may stand for; and checked.
import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import {
  type Certificate,
  type Certified,
  certifiedPath,
  type Holding,
} from '../protocol/certificate.ts';
import type { FleetReport } from '../protocol/report.ts';
import { shown, shownJson } from '../protocol/reportWords.ts';
import type { MachineOptions, RunOptions } from '../protocol/runOptions.ts';
import { sectionOf } from '../protocol/sections.ts';
import { makeFolder, openDestination } from '../report/destination.ts';
import type { Inputs } from '../report/inputs.ts';
import { claimWords, noneWords, uncertifiedWords, verifiedWords } from '../words/certificate.ts';
import { openPairs } from '../words/motifs.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import { machineOf } from './machine.ts';
import { handOutView, type ViewOptions } from './view.ts';

const ending = '.certificate.json';

/** Refused before anything long runs: a folder that holds certificates, unless they may be replaced. */
export async function certificateFolder(
  folder: string,
  inputs: Inputs,
  force: boolean,
): Promise<void> {
  await makeFolder(folder, inputs);
  const [first, ...more] = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  if (first === undefined || force) return;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  throw new UsageError(
    `${folder} holds certificates: ${first}${others}`,
    'Give another folder, or --force to write over those of the same names.',
  );
}

export type Certifying = {
  readonly folder: string;
  readonly models: readonly string[];
  readonly task: string;
  readonly inputs: Inputs;
};

/** What was written, and what could not be certified, a line each. */
export async function writeCertificates(
  { folder, models, task, inputs }: Certifying,
  report: FleetReport,
  run: RunOptions,
  use: EngineUse,
): Promise<string[]> {
  const places = couplesOf(report);
  if (places.length === 0) return [noneWords(openPairs(report).length)];
  const couples = places.map(([study, other]) => {
    return { study: models[study], inPlaceOf: models[other] };
  });
  const certified = await runInEngine('certify', { ...run, task, couples }, use);
  const taken = new Set<string>();
  const lines: string[] = [];
  for (const [i, one] of certified.entries()) {
    const names = places[i].map((place) => report.models[place].name);
    if (one.certificate === null) {
      lines.push(uncertifiedWords(one, names));
      continue;
    }
    const file = join(folder, freeName(names, taken));
    const certificate = await placed(one.certificate, one, folder);
    const destination = await openDestination(file, inputs);
    await destination.write(`${shownJson(JSON.stringify(certificate, null, 2))}\n`);
    lines.push(`Written: ${shown(file)}: ${claimWords(certificate)}`);
  }
  return lines;
}

/** Of each class its smallest member, and every other one; by their places. */
function couplesOf(report: FleetReport): (readonly [number, number])[] {
  const classes = sectionOf(report, 'motifs')?.classes ?? [];
  return classes.flatMap(({ models, smallest }) =>
    models.filter((member) => member !== smallest).map((member) => [smallest, member] as const),
  );
}

/** Letters of a name that no file system minds, and no more of them than a name may have twice. */
const mostLetters = 80;

function freeName(names: readonly string[], taken: Set<string>): string {
  const plain = names.map((name) => name.replace(/[^\w.-]+/g, '-').slice(0, mostLetters));
  const stem = plain.join('-in-place-of-').replace(/^[.-]+/, '');
  let name = stem;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${stem}-${n}`;
  taken.add(name.toLowerCase());
  return `${name}${ending}`;
}

async function placed(
  certificate: Certificate,
  { study, inPlaceOf }: Certified,
  folder: string,
): Promise<Certificate> {
  const from = await realpath(folder);
  return {
    ...certificate,
    study: { ...certificate.study, path: await wayTo(from, study) },
    inPlaceOf: { ...certificate.inPlaceOf, path: await wayTo(from, inPlaceOf) },
  };
}

/** With "/"; null: there is none to another drive, nor one that a certificate may hold. */
async function wayTo(from: string, model: string): Promise<string | null> {
  const full = resolve(model);
  const way = relative(from, join(await realpath(dirname(full)), basename(full)));
  const written = way.replaceAll(sep, '/');
  return certifiedPath.test(written) ? written : null;
}

export type VerifyOptions = ViewOptions &
  MachineOptions &
  EngineUse & { readonly models?: readonly string[] };

const codes: Readonly<Record<Holding, number>> = {
  holds: exitCodes.same,
  'does not hold': exitCodes.different,
  'cannot be checked': exitCodes.unsettled,
};

/** Returns the exit code. */
export async function verifyCertificateCommand(
  file: string,
  { models: folders = [], json, quiet, cache, base, mapping, ...options }: VerifyOptions,
): Promise<number> {
  const verify = () =>
    runInEngine(
      'verifyCertificate',
      { file, folders, ...machineOf(options) },
      { quiet, cache, base, mapping },
    );
  const inputs = { models: [], files: [file] };
  const text = (view: Awaited<ReturnType<typeof verify>>) => `${verifiedWords(view).join('\n')}\n`;
  const view = await handOutView(verify, text, { json }, inputs);
  return codes[view.holding];
}
