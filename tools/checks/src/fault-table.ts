import { knownFaults } from '@wabx/channel-config';
import type { Language } from './generated-docs.js';
import { toTable } from './markdown-table.js';

const words: Record<Language, { head: readonly string[]; byCall: string }> = {
  en: { head: ['reason', 'what it means', 'what you do'], byCall: ' (by the repair of the doctor)' },
  'zh-CN': { head: ['原因', '含义', '您需要做的'], byCall: '（可通过诊断的修复完成）' },
};

/** Every reason that a channel's status and the doctor can give, with what to do. */
export function toFaultTable(language: Language): string {
  const { head, byCall } = words[language];
  const rows = knownFaults().map(({ check, fault, sentence, repair, isRepairable }) => [
    `\`${check}:${fault}\``,
    sentence[language],
    repair[language] + (isRepairable ? byCall : ''),
  ]);
  return toTable(head, rows);
}
