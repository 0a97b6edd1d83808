import { Body, Controller, type OnModuleDestroy, Param, Put } from '@nestjs/common';
import { presenceStates } from '@wabx/contracts';
import { type Caller, CallerOf, Operation, Operations, Problem } from '@wabx/runtime';
import { z } from 'zod';
import { Configuration } from '../directory.js';
import { Presence } from '../live/presence.js';
import { agentOf, orProblem } from '../sessions/refusal.js';
import { SessionStore } from '../sessions/session-store.js';

/** Of one key or person on one replica: enough for a dozen windows that say so every few seconds. */
const SHOWN_MAX = 60;
const SHOWN_WITHIN_MS = 10_000;

const presenceSchema = z.strictObject({ state: z.enum(presenceStates) }).meta({ id: 'Presence' });

const presentSchema = z
  .object({
    items: z
      .array(
        z.object({
          extension: z.object({ id: z.uuid(), name: z.string().optional(), number: z.string().optional() }),
          state: z.enum(presenceStates),
        }),
      )
      .describe('Other agents who have the session open'),
  })
  .meta({ id: 'Present' });

@Operations('sessions', 'Conversations with customers: lists, one of them, and who takes them over')
@Controller('v1/sessions/:id/presence')
export class PresenceController implements OnModuleDestroy {
  private readonly shown = new Map<string, number>();
  private readonly forgetting = setInterval(() => this.shown.clear(), SHOWN_WITHIN_MS);

  constructor(
    private readonly presence: Presence,
    private readonly sessions: SessionStore,
    private readonly configuration: Configuration,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.forgetting);
  }

  @Put()
  @Operation({
    id: 'showPresence',
    summary: 'Tell colleagues who see the session that the calling agent views it, writes in it, or has left it',
    description:
      'Say it again every 3 s while it holds: after 8 s without a word the agent is taken for gone. Colleagues get `session.presence`, which is not stored: after a reconnect forget what was known, and take it from this answer. The customer sees nothing of it.',
    scopes: ['agent'],
    answers: { 200: presentSchema },
    refuses: ['NOT_FOUND', 'NOT_OWNER', 'PRESENCE_TOO_OFTEN'],
  })
  async show(
    @CallerOf() caller: Caller,
    @Param('id', { schema: z.uuid() }) sessionId: string,
    @Body({ schema: presenceSchema }) { state }: z.infer<typeof presenceSchema>,
  ): Promise<z.infer<typeof presentSchema>> {
    const actor = agentOf(caller);
    this.countShown(caller.keyId);
    const { destination, assignee } = orProblem(await this.sessions.find(actor, sessionId));
    const { extensionId } = actor;
    this.presence.show({ sessionId, extensionId, state, destination, assignee: assignee?.id });
    return {
      items: this.presence.othersIn({ sessionId, extensionId }).map(({ extensionId: id, state: shown }) => ({
        extension: { id, ...this.configuration.namesOf({ type: 'extension', id }) },
        state: shown,
      })),
    };
  }

  private countShown(keyId: string): void {
    const count = (this.shown.get(keyId) ?? 0) + 1;
    this.shown.set(keyId, count);
    if (count <= SHOWN_MAX) return;
    const detail = `Say it at most ${SHOWN_MAX} times in ${SHOWN_WITHIN_MS / 1000} s, over all sessions.`;
    throw new Problem('PRESENCE_TOO_OFTEN', detail, { limit: SHOWN_MAX }, { 'retry-after': '10' });
  }
}
