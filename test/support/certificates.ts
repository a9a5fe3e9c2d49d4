// A certificate of two samples that compute alike, made once a file of tests.
import { join } from 'node:path';
import { certify } from '../../src/engine/analysis/certify.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Certificate } from '../../src/protocol/certificate.ts';
import { sample } from './samples.ts';
import { memoryStore, testPorts } from './stores.ts';

/** What was run once is not run again. */
export const keptPorts = testPorts(memoryStore());
export const certifiedRun = { task: sample('task.json'), memory: 1000, pairs: 32, resamples: 200 };
export const certifiedCouple = { study: sample('ab-gpt2'), inPlaceOf: sample('ab-llama') };
export const certifiedModels = join(certifiedCouple.study, '..');

let made: Promise<Certificate> | undefined;
export function certificate(): Promise<Certificate> {
  made ??= certify(quietJob, keptPorts, { ...certifiedRun, couples: [certifiedCouple] }).then(
    ([one]) => one.certificate!,
  );
  return made;
}

export function withFound(of: Certificate, found: object): Certificate {
  return { ...of, found: { ...of.found, ...found } };
}
