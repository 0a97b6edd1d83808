import { Controller, Get, Req, Res } from '@nestjs/common';
import { Operation, Operations, Public } from '@wabx/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FileStore } from '../files/file-store.js';
import { LinkSigner } from '../links/link-signer.js';
import { fileContent } from './file-content.js';
import { FileSender } from './file-sender.js';
import { expired, notFound } from './problems.js';

/** The links that WhatsApp fetches: no login, one file each, reading only, until they expire. */
@Operations('media', 'Files to send and files that were received')
@Controller()
export class LinkController {
  constructor(
    private readonly links: LinkSigner,
    private readonly files: FileStore,
    private readonly sender: FileSender,
  ) {}

  // A wildcard, because a token and a file name are longer than the router lets a named part be.
  @Get('m/*')
  @Public()
  @Operation({
    id: 'followFileLink',
    summary: 'A signed link, /m/{token}/{filename}: the file as WhatsApp fetches it',
    ...fileContent,
  })
  async follow(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [token = ''] = (request.params as { '*': string })['*'].split('/');
    const claim = this.links.verify(token);
    if (!claim) throw notFound();
    if (await this.files.isPast(claim.expiresAtSeconds)) throw expired();
    const file = await this.files.find(claim.fileId);
    if (!file) throw expired();
    await this.sender.send(file, request, reply);
  }
}
