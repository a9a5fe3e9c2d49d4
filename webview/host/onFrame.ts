// Work that is asked for more often than the screen can show.

/** Asked any number of times, `run` runs once, at the next frame. */
export function onFrame(run: () => void): () => void {
  let awaited = false;
  return () => {
    if (awaited) return;
    awaited = true;
    requestAnimationFrame(() => {
      awaited = false;
      run();
    });
  };
}
