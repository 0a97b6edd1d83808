import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** The Chromium of this machine; without one the tests fail and say what is missing. */
function executablePath(): string {
  const given = process.env['CHROMIUM'];
  if (given) return given;
  try {
    return execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error('There is no chromium here. On Debian: apt-get install --no-install-recommends chromium');
  }
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, for voice notes.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

export interface Browser {
  open(options?: {
    locale?: string;
    size?: { width: number; height: number };
    dark?: boolean;
  }): Promise<BrowserContext>;
  stop(): Promise<void>;
}

/** Fresh profiles that are gone after `stop`. */
export function startBrowser(): Browser {
  const opened: { context: BrowserContext; profile: string }[] = [];
  return {
    async open({ locale = 'en-GB', size = { width: 1280, height: 800 }, dark = false } = {}) {
      const profile = mkdtempSync(join(tmpdir(), 'phone-page-'));
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: executablePath(),
        headless: true,
        args: flags,
        locale,
        viewport: size,
        colorScheme: dark ? 'dark' : 'light',
      });
      opened.push({ context, profile });
      return context;
    },
    async stop() {
      for (const { context, profile } of opened) {
        await context.close();
        rmSync(profile, { recursive: true, force: true });
      }
    },
  };
}
