// How often the intervals of profiles hold the truth, with enough samples to know: at least 93 %, and where neither
// several sites tie nor values are near 0 or 1 at most 97 %.
import { coverageCases, coverageOf } from '../support/profileCoverage.ts';
import type { Figure } from './figure.ts';

const simulated = { samples: 1000, resamples: 500 };
/** Two standard errors of a share near .95. */
const noise = 2 * Math.sqrt((0.95 * 0.05) / simulated.samples);

export async function* coverageFigures(): AsyncGenerator<Figure> {
  for (const row of coverageCases) {
    for (const pairs of [8, 12, 24, 64, 256]) {
      const { truth, found } = await coverageOf(row, { ...simulated, pairs });
      for (const [what, { below, above, bias, width }] of Object.entries(found)) {
        const held = 1 - below - above;
        const numbers = [held, below, above, bias, width].map((x) => x.toFixed(3)).join(' ');
        const value = truth[what as keyof typeof truth];
        const isMiddling = row.a.length === 1 && pairs >= 64 && value > 0.2 && value < 0.8;
        yield {
          what: `${row.name}: ${what} ${value.toFixed(2)}, ${pairs} pairs`,
          bar: isMiddling ? '.93 to .97' : '>= .93',
          found: `${numbers} (held, too low, too high, bias, width)`,
          met: held >= 0.93 - noise && (!isMiddling || held <= 0.97 + noise),
        };
      }
    }
  }
}
