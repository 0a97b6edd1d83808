import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { StoredFile } from '../files/file-store.js';
import { FileRights } from './file-rights.js';
import { fileContent } from './file-content.js';
import { FileSender } from './file-sender.js';
import { expired } from './problems.js';
import { UploadReceiver } from './upload-receiver.js';

const fileId = z.uuid();
const instant = z.iso.datetime();

const uploadFormSchema = z.object({ file: z.file() }).meta({ id: 'UploadForm' });

const uploadSchema = z
  .object({
    id: z.uuid(),
    mimeType: z.string(),
    size: z.number().int(),
    sha256: z.string(),
    filename: z.string().optional(),
    expiresAt: instant,
  })
  .meta({ id: 'Upload' });

const fileSchema = z
  .object({
    id: z.uuid(),
    direction: z.enum(['inbound', 'outbound']),
    state: z.enum(['fetching', 'held', 'stored', 'failed']),
    heldUntil: instant.optional().describe('Of a held file: until then WhatsApp is not asked for it'),
    mimeType: z.string().optional(),
    size: z.number().int().optional(),
    sha256: z.string().optional(),
    filename: z.string().optional(),
    error: z.string().optional(),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'MediaFile' });

@Operations('media', 'Files to send and files that were received')
@Controller('v1/media')
export class MediaController {
  constructor(
    private readonly uploads: UploadReceiver,
    private readonly rights: FileRights,
    private readonly sender: FileSender,
  ) {}

  @Post()
  @Operation({
    id: 'uploadFile',
    body: { mediaType: 'multipart/form-data', schema: uploadFormSchema },
    summary: 'Upload a file to send, 100 MB (104,857,600 bytes) at most',
    scopes: ['media:write', 'agent'],
    answers: { 201: uploadSchema },
    refuses: ['FILE_TOO_LARGE', 'UPLOAD_TOO_SLOW', 'UPLOADS_BUSY', 'TOO_MANY_UPLOADS'],
  })
  async upload(@Req() request: FastifyRequest, @CallerOf() caller: Caller) {
    return await this.uploads.receive(request, caller);
  }

  @Get(':id')
  @Operation({
    id: 'getFile',
    summary: 'What a file is and how long it is kept',
    scopes: ['media:read', 'agent'],
    answers: { 200: fileSchema },
    refuses: ['FILE_NOT_FOUND', 'FILE_EXPIRED'],
  })
  async describe(
    @Param('id', { schema: fileId }) id: string,
    @CallerOf() caller: Caller,
  ): Promise<z.infer<typeof fileSchema>> {
    const file = await this.rights.readable(caller, id);
    const { state } = file;
    if (state === 'expired') throw expired();
    return { ...shown(file), state };
  }

  @Get(':id/content')
  @Operation({
    id: 'getFileContent',
    summary: 'The bytes of a file; takes Range',
    scopes: ['media:read', 'agent'],
    ...fileContent,
  })
  async content(
    @Param('id', { schema: fileId }) id: string,
    @CallerOf() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(await this.rights.readable(caller, id), request, reply);
  }
}

function shown({ objectKey: _, uploadedBy: __, extensionId: ___, channelId: ____, ...file }: StoredFile) {
  return file;
}
