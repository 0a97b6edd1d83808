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
}
