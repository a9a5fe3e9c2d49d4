// node scripts/looks.mjs TASK A [B]: a run in looks, step by step.
import { compare } from '../../src/engine/analysis/compare.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import type { Report } from '../../src/protocol/report.ts';
import { explanation } from '../../src/words/reasons.ts';

const [task, a, b] = process.argv.slice(2);
const ports = nodePorts({ threads: 1, cache: process.env.CACHE ?? false });
const before = process.cpuUsage();
const tell = (report: Report) => {
  const { user, system } = process.cpuUsage(before);
  const { looks, models } = report;
  const step = looks?.looks.at(-1);
  console.log(((user + system) / 1e6).toFixed(1), 's', looks?.stopped, JSON.stringify(step));
  for (const { profile } of models) {
    console.log(
      profile
        ?.filter(({ value }) => value > 0.2)
        .map(
          ({ set, value, low, high, site }) =>
            `${set} ${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}] ${site?.span} ${site?.cut}`,
        )
        .join('; '),
    );
  }
  console.log(
    report.kind === 'compare' ? report.verdict : '',
    JSON.stringify(report.kind === 'compare' ? report.distance : ''),
    explanation(report.reason as never).slice(0, 300),
  );
};
const options = { task, memory: 6000, ...JSON.parse(process.env.OPTIONS ?? '{"work":250000}') };
tell(
  b
    ? await compare(quietJob, ports, { ...options, a, b }, tell)
    : await interpret(quietJob, ports, { ...options, a }, tell),
);
