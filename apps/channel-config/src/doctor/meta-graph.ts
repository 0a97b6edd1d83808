import type { OnApplicationShutdown } from '@nestjs/common';
import type { GraphClient } from '@wabx/whatsapp';

/** Meta as this installation reaches it, and the address under which Meta reaches our files. */
export class MetaGraph implements OnApplicationShutdown {
  constructor(
    readonly graph: GraphClient,
    /** Used instead of a channel's public URL when it is set, as media-store does. */
    readonly mediaPublicUrl: string | undefined,
  ) {}

  onApplicationShutdown(): void {
    this.graph.close();
  }
}
