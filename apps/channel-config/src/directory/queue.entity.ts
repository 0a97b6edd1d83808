import type { assignmentModes } from '@wabx/contracts';
import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';

@Entity('queue')
export class Queue {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'assignment_mode' })
  assignmentMode: (typeof assignmentModes)[number];

  @OneToMany(() => QueueAgent, (agent) => agent.queue)
  agents: Relation<QueueAgent>[];

  @Column('integer')
  version: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;
}

@Entity('queue_agent')
export class QueueAgent {
  @PrimaryColumn('uuid', { name: 'queue_id' })
  queueId: string;

  @PrimaryColumn('uuid', { name: 'extension_id' })
  extensionId: string;

  @ManyToOne(() => Queue, (queue) => queue.agents)
  @JoinColumn({ name: 'queue_id' })
  queue: Relation<Queue>;
}
