import type { TestChannel } from '@wabx/testing';
import { limits } from '@wabx/contracts';
import { signBody } from '@wabx/whatsapp';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Child } from './child.js';

const ITEMS = 20_000;
const SECONDS_MAX = 2;
const MEBIBYTES_MAX = 200;

/** One body of the largest size that is taken, with 20,000 items: how long the 200 takes, and the process's largest memory. */
export async function measureFullBody(child: Child, target: URL, channel: TestChannel, phoneNumberId: string) {
  const body = fullBody(phoneNumberId);
  forgetPeak(child);
  const idle = peakMebibytes(child);
  const startedAt = performance.now();
  const response = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signBody(body, channel.appSecret) },
    body: new Uint8Array(body),
  });
  await response.arrayBuffer();
  const seconds = (performance.now() - startedAt) / 1000;
  const peak = peakMebibytes(child);
  const holds = response.status === 200 && seconds < SECONDS_MAX && !(peak >= MEBIBYTES_MAX);
  const figures = `${response.status} after ${seconds.toFixed(2)} s, ${idle.toFixed(0)} MiB before, ${peak.toFixed(0)} MiB at most`;
  console.log(`  a body of ${(body.length / 1e6).toFixed(1)} MB with ${ITEMS} messages: ${figures}`);
  console.log(`  less than ${SECONDS_MAX} s and ${MEBIBYTES_MAX} MiB: ${holds ? 'holds' : 'DOES NOT HOLD'}`);
  if (!holds) process.exitCode = 1;
}

function fullBody(phoneNumberId: string): Buffer {
  const text = (n: number, length: number) => ({
    from: `44770${1_000_000 + (n % 5_000)}`,
    id: `wamid.full-${Date.now()}-${n}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: 'x'.repeat(length) },
  });
  const bodyOf = (length: number) => {
    const metadata = { display_phone_number: '12025550143', phone_number_id: phoneNumberId };
    const messages = Array.from({ length: ITEMS }, (_, n) => text(n, length));
    const value = { messaging_product: 'whatsapp', metadata, messages };
    const entry = [{ id: '300100200300400', changes: [{ value, field: 'messages' }] }];
    return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }));
  };
  return bodyOf(Math.floor((limits.webhookBodyBytes - bodyOf(0).length) / ITEMS));
}

/** https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
export function forgetPeak({ process: { pid } }: Child): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Where there is no /proc, no peak is told.
  }
}

export function peakMebibytes({ process: { pid } }: Child): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) / 1024;
  } catch {
    return NaN;
  }
}
