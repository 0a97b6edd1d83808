import type { Scope } from '@wabx/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('api_key')
export class ApiKey {
  @PrimaryColumn('text')
  id: string;

  /** Order of creation, for paging: the ids are random. */
  @Column({ type: 'bigint', insert: false, update: false })
  position: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'secret_sha256' })
  secretSha256: string;

  @Column('text', { array: true })
  scopes: Scope[];

  @Column('uuid', { name: 'extension_id', nullable: true })
  extensionId: string | null;

  /** Given by the environment (WABX_BOOTSTRAP_KEY), not made by the API. */
  @Column('boolean')
  bootstrap: boolean;

  @Column('integer')
  version: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  /** To an hour; see {@link ApiKeyStore.noteUse}. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;
}
