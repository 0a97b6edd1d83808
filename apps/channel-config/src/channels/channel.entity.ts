import type { ChannelView } from '@wabx/contracts';
import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';

type Settings = ChannelView['settings'];

/** Secrets lie here sealed (see KeyRing); of each only the last four characters can be read. */
@Entity('channel')
export class Channel {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'public_url' })
  publicUrl: string;

  @Column('text', { name: 'webhook_key' })
  webhookKey: string;

  @Column('text', { name: 'sealed_verify_token' })
  sealedVerifyToken: string;

  @Column('text', { name: 'verify_token_sha256' })
  verifyTokenSha256: string;

  @Column('text', { name: 'sealed_access_token' })
  sealedAccessToken: string;

  @Column('text', { name: 'access_token_last4' })
  accessTokenLast4: string;

  @Column('timestamptz', { name: 'access_token_expires_at', nullable: true })
  accessTokenExpiresAt: Date | null;

  @Column('timestamptz', { name: 'access_token_set_at' })
  accessTokenSetAt: Date;

  /** When Meta last said something about the token; null for one that was not asked about yet. */
  @Column('timestamptz', { name: 'access_token_checked_at', nullable: true })
  accessTokenCheckedAt: Date | null;

  @Column('text', { name: 'sealed_app_secret' })
  sealedAppSecret: string;

  @Column('text', { name: 'app_secret_last4' })
  appSecretLast4: string;

  @Column('text', { name: 'sealed_previous_app_secret', nullable: true })
  sealedPreviousAppSecret: string | null;

  @Column('text', { name: 'previous_app_secret_last4', nullable: true })
  previousAppSecretLast4: string | null;

  @Column('text', { name: 'app_id', nullable: true })
  appId: string | null;

  @Column('text', { name: 'waba_id', nullable: true })
  wabaId: string | null;

  @Column('integer', { name: 'session_idle_seconds' })
  sessionIdleSeconds: number;

  @Column('integer', { name: 'media_retention_seconds' })
  mediaRetentionSeconds: number;

  @Column('text', { name: 'media_delivery' })
  mediaDelivery: Settings['mediaDelivery'];

  @Column('text', { name: 'status_state' })
  statusState: ChannelView['status']['state'];

  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  /** Everything that is wrong with the channel, the worst first. */
  @Column('jsonb', { name: 'status_reasons' })
  statusReasons: object[];

  /** What the last look found; the status is made from it and from what was seen since. */
  @Column('jsonb')
  findings: object;

  @Column('timestamptz', { name: 'status_at' })
  statusAt: Date;

  /** When the health watch looks at it next. */
  @Column('timestamptz', { name: 'health_due_at' })
  healthDueAt: Date;

  @OneToMany(() => ChannelNumber, (number) => number.channel)
  numbers: Relation<ChannelNumber>[];

  /** Of what an administrator edits: the ETag. */
  @Column('integer')
  version: number;

  /** Of everything that is projected, numbers and status included. */
  @Column('integer', { name: 'view_version' })
  viewVersion: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;
}

/** A WhatsApp number of a channel and where its conversations go: exactly one of `extensionId` and `queueId` is set. */
@Entity('number')
export class ChannelNumber {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'channel_id' })
  channelId: string;

  @ManyToOne(() => Channel, (channel) => channel.numbers)
  @JoinColumn({ name: 'channel_id' })
  channel: Relation<Channel>;

  @Column('text')
  e164: string;

  @Column('text', { name: 'phone_number_id' })
  phoneNumberId: string;

  @Column('uuid', { name: 'extension_id', nullable: true })
  extensionId: string | null;

  @Column('uuid', { name: 'queue_id', nullable: true })
  queueId: string | null;

  @Column('integer', { name: 'sends_per_second' })
  sendsPerSecond: number;

  @Column('integer')
  version: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
