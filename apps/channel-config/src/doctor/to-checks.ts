import { checkIds, type Check, type CheckId, type Finding } from './check.js';
import { dated, repairable, sentencesOf, unknownBecause } from './sentences.js';

/** The findings with their sentences and repairs. */
export function toChecks(channelId: string, findings: ReadonlyMap<CheckId, Finding>, now: Date): Check[] {
  return checkIds.map((id) => toCheck(channelId, id, findings.get(id) ?? { state: 'unknown' }, now));
}

function toCheck(channelId: string, id: CheckId, finding: Finding, now: Date): Check {
  const at = (finding.at ?? now).toISOString();
  const { evidence = {} } = finding;
  if (finding.state === 'ok') return { id, state: 'ok', evidence, at, sentence: sentencesOf[id].ok };
  if (finding.state === 'unknown') {
    const { dependsOn } = finding;
    if (dependsOn === undefined || dependsOn.length === 0) {
      return { id, state: 'unknown', evidence, at, sentence: sentencesOf[id].unknown ?? unknownBecause([]) };
    }
    return { id, state: 'unknown', dependsOn, evidence, at, sentence: unknownBecause(dependsOn) };
  }
  return {
    id,
    state: finding.state,
    evidence: { ...evidence, fault: finding.fault },
    at,
    ...told(channelId, id, finding.fault, at),
  };
}

/** What people read about a fault, and what they do: the same in the doctor and in the status of the channel. */
export function told(channelId: string, id: CheckId, fault: string, at: string) {
  const found = sentencesOf[id].faults[fault];
  if (found === undefined) throw new Error(`no sentence for ${id} ${fault}`);
  const call = { method: 'POST' as const, path: `/v1/channels/${channelId}/doctor/${id}/repair` };
  return {
    sentence: dated(found.sentence, at),
    repair: { sentence: found.repair, ...(repairable(id, fault) ? { call } : {}) },
  };
}
