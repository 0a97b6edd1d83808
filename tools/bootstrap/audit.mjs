// `npm run audit`: known holes of high severity and above in what production installs. Ends with 1 when there are some. A
// registry that does not answer such questions is said, and is no failure: it tells nothing about the packages.
import { spawnSync } from 'node:child_process';

const LEVEL = 'high';
const levels = ['info', 'low', 'moderate', 'high', 'critical'];
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const report = parse(stdout);

if (report.vulnerabilities === undefined) {
  console.log(`Not checked: the registry answers no questions about known holes (${firstLine(report.message)}).`);
} else {
  const found = Object.values(report.vulnerabilities);
  const grave = found.filter(({ severity }) => levels.indexOf(severity) >= levels.indexOf(LEVEL));
  for (const { name, severity, range } of grave) console.log(`${severity}: ${name} ${range}`);
  console.log(`${found.length} packages with known holes, ${grave.length} of them ${LEVEL} or above.`);
  if (grave.length > 0) process.exitCode = 1;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { message: 'its answer cannot be read' };
  }
}

function firstLine(text = 'without a reason') {
  return text.split(/\n| - /)[0];
}
