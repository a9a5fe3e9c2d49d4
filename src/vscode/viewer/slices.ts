// A checkpoint's header cut into messages of under 1 MB each, the first one small: it is what the page
// shows at first. Names may be a megabyte long; they are clipped on the way.
import {
  type CheckpointHead,
  type DiffRow,
  MOST_LETTERS,
  type Slice,
  type TensorRow,
} from '../../protocol/checkpointService.ts';
import type { CheckpointDiffView, InspectView } from '../../protocol/engineService.ts';

const FIRST_ROWS = 500;
const MOST_ROWS = 4000; // a row without its name is under 100 bytes
const MOST_SLICE_LETTERS = 400_000;
const MOST_METADATA_LETTERS = 200_000;
const MOST_LISTED = 200; // problems and ties: more than anybody reads

export function clip(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

export function headOf(path: string, view: InspectView): CheckpointHead {
  const metadata = someMetadata(view.metadata);
  return {
    path,
    name: clip(view.name),
    failure: null,
    header: {
      container: view.container,
      family: view.family,
      problems: view.problems.slice(0, MOST_LISTED).map(clip),
      shape: view.shape,
      parameters: view.parameters,
      bytes: view.bytes,
      tied: view.tied
        .slice(0, MOST_LISTED)
        .map((tie) => ({ name: clip(tie.name), with: clip(tie.with), why: tie.why })),
      metadata,
      metadataLeftOut: view.metadata.length - metadata.length,
      tensorCount: view.tensors.length,
      notUnderstoodCount: view.notUnderstood.length,
    },
  };
}

function someMetadata(all: InspectView['metadata']): InspectView['metadata'] {
  const some: (readonly [string, string])[] = [];
  let letters = 0;
  for (const entry of all) {
    const [key, value] = [clip(entry[0]), clip(entry[1])];
    letters += key.length + value.length;
    if (letters > MOST_METADATA_LETTERS) break;
    some.push([key, value]);
  }
  return some;
}

export function tensorRows(view: InspectView): readonly TensorRow[] {
  const unknown = new Set(view.notUnderstood);
  // Where no name is known the marks would only repeat what the head says.
  const nothingKnown = unknown.size === view.tensors.length;
  return view.tensors.map(({ name, dtype, shape, bytes, file }) => ({
    name: clip(name),
    dtype,
    shape,
    bytes,
    file,
    understood: nothingKnown || !unknown.has(name),
  }));
}

/** In A's order what is in A, then what is only in B. */
export function diffRows({ both, onlyA, onlyB }: CheckpointDiffView): readonly DiffRow[] {
  const side = ({ dtype, shape, bytes }: CheckpointDiffView['onlyA'][number]) => ({
    dtype,
    shape,
    bytes,
  });
  return [
    ...both.map(({ name, dtypes, shapes, bytes }) => ({
      name: clip(name),
      sides: [0, 1].map((i) => ({ dtype: dtypes[i], shape: shapes[i], bytes: bytes[i] })),
    })),
    ...onlyA.map((tensor) => ({ name: clip(tensor.name), sides: [side(tensor), null] })),
    ...onlyB.map((tensor) => ({ name: clip(tensor.name), sides: [null, side(tensor)] })),
  ];
}

export function* slices<Row extends { readonly name: string }>(
  rows: readonly Row[],
): Generator<Slice<Row>> {
  for (let from = 0; from < rows.length; ) {
    const most = from === 0 ? FIRST_ROWS : MOST_ROWS;
    let to = from;
    for (let letters = 0; to < rows.length && to - from < most; to++) {
      letters += rows[to].name.length;
      if (letters > MOST_SLICE_LETTERS && to > from) break;
    }
    yield { from, rows: rows.slice(from, to) };
    from = to;
  }
}
