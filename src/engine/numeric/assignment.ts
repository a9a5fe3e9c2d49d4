// Minimum-cost assignment of n rows to n columns by shortest augmenting paths: D. F. Crouse, "On
// implementing 2D rectangular assignment algorithms", IEEE Trans. AES 52 (2016), in the form and
// with the tie-breaking of scipy.optimize.linear_sum_assignment.

export interface Assigner {
  /**
   * The column of each row in an assignment of least total cost. `cost` is row-major [size, size],
   * finite. The result is scratch that the next call overwrites.
   */
  solve(cost: ArrayLike<number>, size: number): Int32Array;
}

/** An assigner for sizes up to `capacity`; it allocates here and never again. */
export function assigner(capacity: number): Assigner {
  const rowPrice = new Float64Array(capacity); // u
  const columnPrice = new Float64Array(capacity); // v
  const pathCost = new Float64Array(capacity);
  const pathRow = new Int32Array(capacity);
  const columnOf = new Int32Array(capacity);
  const rowOf = new Int32Array(capacity);
  const remaining = new Int32Array(capacity);
  const rowSeen = new Uint8Array(capacity);
  const columnSeen = new Uint8Array(capacity);
  let reached = 0; // cost of the shortest path found last

  /** Dijkstra over reduced costs from a free row; returns the free column it ends in. */
  function freeColumn(cost: ArrayLike<number>, size: number, start: number): number {
    let left = size;
    // scipy fills this in reverse so that a constant matrix gives the identity.
    for (let k = 0; k < size; k++) remaining[k] = size - k - 1;
    pathCost.fill(Number.POSITIVE_INFINITY, 0, size);
    rowSeen.fill(0, 0, size);
    columnSeen.fill(0, 0, size);
    reached = 0;
    let row = start;
    for (;;) {
      rowSeen[row] = 1;
      let at = -1;
      let lowest = Number.POSITIVE_INFINITY;
      for (let k = 0; k < left; k++) {
        const column = remaining[k];
        const through = reached + cost[row * size + column] - rowPrice[row] - columnPrice[column];
        if (through < pathCost[column]) {
          pathRow[column] = row;
          pathCost[column] = through;
        }
        const here = pathCost[column];
        // Among equals a free column ends the search at once.
        if (here < lowest || (here === lowest && rowOf[column] === -1)) {
          lowest = here;
          at = k;
        }
      }
      if (at === -1) throw new RangeError('an assignment needs finite costs');
      reached = lowest;
      const column = remaining[at];
      columnSeen[column] = 1;
      remaining[at] = remaining[--left];
      if (rowOf[column] === -1) return column;
      row = rowOf[column];
    }
  }

  function updatePrices(size: number, start: number): void {
    rowPrice[start] += reached;
    for (let row = 0; row < size; row++) {
      if (rowSeen[row] && row !== start) rowPrice[row] += reached - pathCost[columnOf[row]];
    }
    for (let column = 0; column < size; column++) {
      if (columnSeen[column]) columnPrice[column] -= reached - pathCost[column];
    }
  }

  function solve(cost: ArrayLike<number>, size: number): Int32Array {
    rowPrice.fill(0, 0, size);
    columnPrice.fill(0, 0, size);
    columnOf.fill(-1, 0, size);
    rowOf.fill(-1, 0, size);
    for (let start = 0; start < size; start++) {
      let column = freeColumn(cost, size, start);
      updatePrices(size, start);
      // Walk the path back to the free row, turning every edge.
      for (;;) {
        const row = pathRow[column];
        rowOf[column] = row;
        const before = columnOf[row];
        columnOf[row] = column;
        if (row === start) break;
        column = before;
      }
    }
    return columnOf;
  }

  return { solve };
}
