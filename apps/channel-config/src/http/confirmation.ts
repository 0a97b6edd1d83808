import { Problem } from '@wabx/runtime';
import { z } from 'zod';
import type { Sentence } from '../doctor/check.js';

export const confirmQuery = z.strictObject({
  confirm: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('`true` after reading the warnings of CONFIRMATION_NEEDED'),
});
export type ConfirmQuery = z.output<typeof confirmQuery>;

/** What a change would do to conversations, said before it is done. */
export interface Warning {
  code: 'QUEUE_DELETED' | 'QUEUE_EMPTIED' | 'QUEUE_EMPTY' | 'CALLBACK_SHARED';
  sentence: Sentence;
}

/** Takes the warnings within the transaction of the change; throws where they keep it from being done. */
export type Warn = (warnings: readonly Warning[]) => void;

/** Without confirmation a change of which there is something to warn is refused; `members` are told along. */
export function unlessConfirmed({ confirm }: ConfirmQuery, members: Record<string, unknown> = {}): Warn {
  return (warnings) => {
    if (confirm || warnings.length === 0) return;
    throw new Problem(
      'CONFIRMATION_NEEDED',
      `${warnings.map(({ sentence }) => sentence.en).join(' ')} Repeat the request with ?confirm=true to do it all the same.`,
      { warnings, ...members },
    );
  };
}

export function queueDeleted(name: string): Warning {
  return {
    code: 'QUEUE_DELETED',
    sentence: {
      en: `Customers who wait in the queue "${name}" are heard by nobody when it is deleted: transfer their sessions first.`,
      'zh-CN': `删除队列“${name}”后，其中等待的客户将无人接待：请先转接这些会话。`,
    },
  };
}

export function queueEmptied(name: string): Warning {
  return {
    code: 'QUEUE_EMPTIED',
    sentence: {
      en: `The queue "${name}" has no agent left: customers who wait there, or write to it, are heard by nobody.`,
      'zh-CN': `队列“${name}”将没有任何坐席：在其中等待或新来信的客户将无人接待。`,
    },
  };
}

export function queueEmpty(name: string): Warning {
  return {
    code: 'QUEUE_EMPTY',
    sentence: {
      en: `The queue "${name}" has no agents: who writes to the number is heard by nobody.`,
      'zh-CN': `队列“${name}”没有坐席：向该号码来信的客户将无人接待。`,
    },
  };
}

export function callbackShared(names: readonly string[]): Warning {
  const others = names.map((name) => `"${name}"`).join(', ');
  return {
    code: 'CALLBACK_SHARED',
    sentence: {
      en: `The same Meta app serves ${others}. Their messages may come to the webhook URL of this channel: it stays answered for them, but register a URL of theirs at Meta.`,
      'zh-CN': `同一个 Meta 应用还服务于 ${others}。它们的消息可能发送到此渠道的 webhook 地址：该地址仍会为它们响应，但请在 Meta 登记它们自己的地址。`,
    },
  };
}
