import { z } from 'zod';
import type { Sentence } from '../doctor/check.js';

/** The way of a message there and back, in its order. */
export const hopNames = [
  'webhook',
  'signature',
  'number',
  'router',
  'reply',
  'send',
  'status',
  'delivery',
  'feed',
] as const;
export type HopName = (typeof hopNames)[number];

const sentenceSchema = z.object({ en: z.string(), 'zh-CN': z.string() });

export const proofSchema = z
  .object({
    passed: z.boolean(),
    failedHop: z.enum(hopNames).optional(),
    hops: z.array(
      z.object({
        hop: z.enum(hopNames),
        state: z.enum(['ok', 'failed', 'not-reached']),
        sentence: sentenceSchema,
        evidence: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  })
  .meta({ id: 'Proof' });
export type Proof = z.infer<typeof proofSchema>;

/** `failed` is undefined when every hop was passed. */
export function toProof(failed?: { hop: HopName; evidence?: Record<string, unknown> }): Proof {
  const at = failed === undefined ? hopNames.length : hopNames.indexOf(failed.hop);
  return {
    passed: failed === undefined,
    ...(failed === undefined ? {} : { failedHop: failed.hop }),
    hops: hopNames.map((hop, index) => ({
      hop,
      state: index < at ? 'ok' : index === at ? 'failed' : 'not-reached',
      sentence: sentences[hop][index < at ? 'ok' : index === at ? 'failed' : 'waiting'],
      ...(index === at && failed?.evidence !== undefined ? { evidence: failed.evidence } : {}),
    })),
  };
}

const told = (ok: [string, string], failed: [string, string]): Record<'ok' | 'failed' | 'waiting', Sentence> => ({
  ok: { en: ok[0], 'zh-CN': ok[1] },
  failed: { en: failed[0], 'zh-CN': failed[1] },
  waiting: { en: 'Not reached.', 'zh-CN': '未到达此步骤。' },
});

const sentences: Record<HopName, Record<'ok' | 'failed' | 'waiting', Sentence>> = {
  webhook: told(
    ['Meta called with the message.', 'Meta 已送来消息。'],
    [
      'Nothing came from Meta. Did the customer write to this number? Then see the doctor: subscription and callback.',
      '未收到 Meta 的任何内容。客户是否已向此号码发送消息？若已发送，请查看诊断：订阅和回调地址。',
    ],
  ),
  signature: told(
    ['The signature fits.', '签名正确。'],
    [
      'Meta called, but with the signature of another app secret. Correct the app secret.',
      'Meta 已调用，但签名来自其他应用密钥。请更正应用密钥。',
    ],
  ),
  number: told(
    ['The message is for a number of this channel.', '消息发往此渠道的号码。'],
    [
      'A message came for a phone number id that no channel has. Correct the phone number id.',
      '收到的消息所属号码 ID 不属于任何渠道。请更正号码 ID。',
    ],
  ),
  router: told(
    ['The router has stored the message.', '路由服务已保存消息。'],
    [
      'The message is safe in the stream, but the router has not taken it. Look at the router and its database.',
      '消息已安全存入流，但路由服务尚未处理。请检查路由服务及其数据库。',
    ],
  ),
  reply: told(
    ['The router has taken the test reply.', '路由服务已接受测试回复。'],
    ['The router did not take the test reply; the evidence says why.', '路由服务未接受测试回复；原因见证据。'],
  ),
  send: told(
    ['outbound-sender has sent the reply, and Meta took it.', '发送服务已发出回复，Meta 已接受。'],
    [
      'The reply did not get out: outbound-sender did not take it, it waits, or Meta refused it; the evidence says which.',
      '回复未能发出：发送服务未接收、正在等待，或被 Meta 拒绝；详见证据。',
    ],
  ),
  status: told(
    ['Meta told what became of the reply.', 'Meta 已告知回复的状态。'],
    [
      'Meta took the reply but told nothing more about it: statuses do not come back.',
      'Meta 已接受回复，但之后没有任何状态返回。',
    ],
  ),
  delivery: told(
    ['The reply reached the customer.', '回复已送达客户。'],
    [
      'The reply did not reach the customer: Meta gave it up, or the telephone is off; the evidence says which.',
      '回复未送达客户：Meta 已放弃，或客户手机未开机；详见证据。',
    ],
  ),
  feed: told(
    ['The agents see the reply with what became of it.', '坐席可看到回复及其状态。'],
    [
      'The reply arrived, but no agent sees it: nobody is in the queue of the number, or the live feed says nothing.',
      '回复已送达，但没有坐席能看到：号码所指队列无人，或实时推送没有内容。',
    ],
  ),
};
