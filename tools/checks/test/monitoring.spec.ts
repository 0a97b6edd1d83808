import { expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { readText, root } from '../src/workspace.js';

interface Rules {
  groups: { rules: { alert: string; labels: { severity: string }; annotations: { runbook: string } }[] }[];
}
const alerts = (parse(readText('docker/monitoring/alerts.yaml')) as Rules).groups.flatMap(({ rules }) => rules);
const filesOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

it('every alert has a runbook page of its name, and every page an alert', () => {
  expect(alerts.length).toBeGreaterThan(20);
  const pages = readdirSync(path.join(root, 'docs/runbooks')).sort();
  expect(alerts.map(({ alert }) => `${alert}.md`).sort()).toEqual(pages);
  expect(alerts.map(({ annotations }) => annotations.runbook)).toEqual(
    alerts.map(({ alert }) => `docs/runbooks/${alert}.md`),
  );
  for (const { labels } of alerts) expect(['warning', 'critical']).toContain(labels.severity);
});

it('promtool has a case for every alert that fires, and for every one on a quiet day', () => {
  const text = readText('docker/monitoring/alerts.test.yaml');
  const cases = (parse(text) as { tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[] }).tests;
  const named = cases.flatMap(({ alert_rule_test }) => alert_rule_test);
  const names = alerts.map(({ alert }) => alert).sort();
  const firing = named.filter(({ exp_alerts }) => exp_alerts.length > 0).map(({ alertname }) => alertname);
  const quiet = named.filter(({ exp_alerts }) => exp_alerts.length === 0).map(({ alertname }) => alertname);
  expect({ firing: firing.sort(), quiet: quiet.sort() }).toEqual({ firing: names, quiet: names });
});

it('the dashboards are as their script writes them', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wabx-dashboards-'));
  try {
    execFileSync(process.execPath, [path.join(root, 'docker/monitoring/write-dashboards.mjs'), folder], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(filesOf(path.join(root, 'docker/monitoring/dashboards'))).toEqual(filesOf(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
