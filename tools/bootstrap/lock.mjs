import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 200;
const TAKEOVER_MS = 100;

/** Runs `work` while no other process holds the same lock file; the lock of a process that died is taken over. */
export async function withLock(file, work) {
  await acquire(file);
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

async function acquire(file) {
  const me = identity(process.pid);
  mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false, takeover = false; ;) {
    if (create(file, me)) {
      // Of two processes that find the same dead holder the slower one may remove the lock of the faster: look again.
      if (takeover) await delay(TAKEOVER_MS);
      if (read(file) === me) return;
      continue;
    }
    const holder = read(file);
    const pid = Number.parseInt(holder, 10);
    if (holder && identity(pid) !== holder) {
      takeover = true;
      rmSync(file, { force: true });
      continue;
    }
    if (holder && !told) console.error(`Waiting for process ${pid}, which is preparing this folder …`);
    told ||= holder !== '';
    await delay(POLL_MS);
  }
}

/** Puts the file there with its content in one step, or not at all when there is one. */
function create(file, content) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Process id and start time: ids alone are used again, in a container after every restart. */
function identity(pid) {
  try {
    if (process.platform !== 'linux') {
      return `${pid} ${execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()}`;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? '' : `${pid} ${fields[19]}`; // a zombie holds nothing
  } catch {
    return '';
  }
}
