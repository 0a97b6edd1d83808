const SHOW_AFTER_MS = 300;
const TICK_MS = { terminal: 500, log: 10_000 };

/**
 * Runs one step and shows what is being done and how long it took: on a terminal one line with a running clock, in a
 * log a line at the start, one every ten seconds and one at the end.
 *
 * @param work what it returns is shown with the time
 * @param options.quietBelowMs a step that is done sooner prints nothing
 */
export async function step(title, work, { quietBelowMs = 0 } = {}) {
  const started = performance.now();
  const elapsed = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  let shown = false;
  const show = () => {
    print(`${title} … ${shown ? elapsed() : ''}`, 'passing');
    shown = true;
  };
  const first = setTimeout(show, Math.max(SHOW_AFTER_MS, quietBelowMs));
  const ticks = setInterval(show, process.stderr.isTTY ? TICK_MS.terminal : TICK_MS.log);
  try {
    const note = await work();
    if (shown || quietBelowMs === 0) print(`${title}: ${elapsed()}${note ? ` (${note})` : ''}`, 'final');
  } catch (error) {
    print(`${title}: failed after ${elapsed()}`, 'final');
    throw error;
  } finally {
    clearTimeout(first);
    clearInterval(ticks);
  }
}

/** A passing line is overwritten by the next one, where that can be done. */
function print(line, kind) {
  if (!process.stderr.isTTY) return void process.stderr.write(`${line.trimEnd()}\n`);
  const width = (process.stderr.columns || 80) - 1;
  process.stderr.write(`\r\x1b[2K${line.slice(0, width)}${kind === 'final' ? '\n' : ''}`);
}
