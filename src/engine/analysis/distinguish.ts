// On which inputs do two models part that solve a task alike? Both are asked on every prompt that mixes the variables of
// a pair, and interchanged everywhere; then a region is sought where their answers are apart.
import type { DistinguishRequest } from '../../protocol/distinguish.ts';
import type { DistinguishReport } from '../../protocol/report.ts';
import { findingHalf, type SearchOptions, soughtIn } from '../congruity/distinguish.ts';
import { passes } from '../congruity/verdict.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { Responses, Sweep } from '../forward/responses.ts';
import { refuseData } from '../task/data/dataTask.ts';
import { distinguishedReport, unsolvedDistinction } from './distinguishReport.ts';
import { fewerPairs } from './fewerPairs.ts';
import { finiteReport } from './finiteReport.ts';
import { completed, cutsOf, type Extent, measured } from './measure.ts';
import { meetingOf, pairUnits, promptUnits, type Searches } from './parting.ts';
import { each, type Run, titled } from './run.ts';
import type { Budgeted } from './settings.ts';
import { type Study, withStudy } from './study.ts';

const usualPermutations = 199;

export async function distinguish(
  job: Job,
  ports: Ports,
  request: Budgeted<DistinguishRequest>,
): Promise<DistinguishReport> {
  const { permutations = usualPermutations } = request;
  if (!(Number.isInteger(permutations) && permutations >= 19 && permutations <= 1e5)) {
    const message = `the number of permutations is ${permutations}, allowed is a whole number from 19 to 100,000`;
    throw new EngineError('task-invalid', message);
  }
  return withStudy(job, ports, request, [request.a, request.b], async (whole, run, clock) => {
    refuseData(whole.task, 'distinguish');
    const study = fewerPairs(whole);
    if (study.task.variables.length === 0) {
      const message = `${study.task.name} names no variables, so that no part of it can be said`;
      throw new EngineError('task-invalid', message, {
        hint: 'Use a task file with a template and named variables.',
      });
    }
    if (!study.gates.every(passes)) return unsolvedDistinction(study, clock.timings());
    const sweeps = await answered(subJob(job, 0.06, 0.85), run, study);
    clock.lap('interchanges');
    const searches = await searched(subJob(job, 0.85, 1), study, sweeps, permutations);
    clock.lap('searches');
    return finiteReport(
      distinguishedReport(study, sweeps, searches, permutations, clock.timings()),
    );
  });
}

/** Everything but shares, of both models on the same sets. */
async function answered(job: Job, { ports, memory }: Run, { candidates, pairs }: Study) {
  const swept = await each(subJob(job, 0, 0.95), candidates, (part, candidate) => {
    const cuts = [...Array(cutsOf(candidate)).keys()];
    const focus = { cuts, isCovered: false, silent: new Set<string>(), same: new Map() };
    const extent: Extent = { pairs, focus };
    return measured(titled(part, candidate.subject.name), ports, candidate, memory, extent);
  });
  const sets = swept.flatMap(({ responses }) => responses.sets);
  return each(subJob(job, 0.95, 1), swept, (part, sweep, i) =>
    completed(titled(part, candidates[i].subject.name), ports, candidates[i], memory, sweep, sets),
  );
}

async function searched(
  job: Job,
  { candidates: [{ tokens }], settings, seed }: Study,
  sweeps: readonly Sweep[],
  permutations: number,
): Promise<Searches> {
  const responses: [Responses, Responses] = [sweeps[0].responses, sweeps[1].responses];
  const half = findingHalf(tokens.pairs, seed);
  const options: SearchOptions = { ...settings, seed, permutations };
  const { prompts, units } = promptUnits(tokens, responses);
  const answers = await soughtIn(subJob(job, 0, 0.4), units, half, options);
  const meeting = await meetingOf(subJob(job, 0.4, 0.6), responses, half);
  const interchanges = meeting && {
    ...(await soughtIn(subJob(job, 0.6, 1), pairUnits(tokens, responses, meeting), half, options)),
    meeting,
  };
  return { prompts, answers, interchanges };
}
