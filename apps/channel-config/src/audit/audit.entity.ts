import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit')
export class AuditRecord {
  @PrimaryColumn({ type: 'bigint', insert: false })
  id: string;

  @Column({ type: 'timestamptz', insert: false })
  at: Date;

  @Column('text', { name: 'key_id' })
  keyId: string;

  @Column('text', { name: 'key_name' })
  keyName: string;

  @Column('text')
  action: string;

  @Column('text', { name: 'target_id' })
  targetId: string;

  /** Names of what was changed, never values. */
  @Column('text', { array: true })
  fields: string[];

  /** Of what another service has told: what was chosen by. */
  @Column({ type: 'jsonb', nullable: true, insert: false })
  filter: Record<string, string | number> | null;

  /** Of what another service has told: what came of it; null before it has ended. */
  @Column({ type: 'jsonb', nullable: true, insert: false })
  outcome: Record<string, string | number> | null;
}
