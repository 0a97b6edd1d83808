// A program that starts one server and then waits to be killed: node launcher.mjs <startPostgres|startNats> <options as JSON>
import * as embedded from '@wabx/embedded';

const [start, options] = process.argv.slice(2);
try {
  const { pid, port, url } = await embedded[start](JSON.parse(options));
  console.log(JSON.stringify({ pid, port, url }));
  setInterval(() => undefined, 60_000);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
