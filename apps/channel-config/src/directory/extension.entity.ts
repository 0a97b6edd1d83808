import type { PersonRole } from '@wabx/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('extension')
export class Extension {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  number: string;

  @Column('text')
  name: string;

  /** What the person may do who signs in; without a sign-in it says nothing. */
  @Column('text')
  role: PersonRole;

  @Column('text', { name: 'sign_in_issuer', nullable: true })
  signInIssuer: string | null;

  @Column('text', { name: 'sign_in_subject', nullable: true })
  signInSubject: string | null;

  @Column('text', { name: 'sign_in_email', nullable: true })
  signInEmail: string | null;

  @Column('integer')
  version: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;
}
