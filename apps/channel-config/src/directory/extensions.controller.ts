import { Body, Controller, Delete, Get, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { type Caller, CallerOf, Operation, Operations } from '@wabx/runtime';
import { z } from 'zod';
import { Conversations } from '../conversations.js';
import { EtagInterceptor } from '../http/etag.interceptor.js';
import { confirmQuery, unlessConfirmed, type ConfirmQuery } from '../http/confirmation.js';
import { etagHeader, ifMatchHeader, IfMatch, type ExpectedVersion } from '../http/if-match.js';
import { pageOf, pageQuery, toPage, type PageQuery } from '../http/page.js';
import {
  extensionAnswerSchema,
  extensionDeletedSchema,
  toExtensionAnswer,
  toExtensionDeleted,
  type ExtensionAnswer,
  type ExtensionDeleted,
} from './directory-answer.js';
import { newExtensionSchema, extensionPatchSchema, type ExtensionPatch, type NewExtension } from './directory-input.js';
import { ExtensionStore } from './extension-store.js';

const id = { schema: z.uuid() };
const listQuery = pageQuery(z.uuid());

@Operations('extensions', 'People who answer')
@UseInterceptors(EtagInterceptor)
@Controller('v1/extensions')
export class ExtensionsController {
  constructor(
    private readonly extensions: ExtensionStore,
    private readonly conversations: Conversations,
  ) {}

  @Get()
  @Operation({
    id: 'listExtensions',
    summary: 'All extensions, in the order of their creation',
    scopes: ['directory:read'],
    answers: { 200: pageOf(extensionAnswerSchema) },
  })
  async list(@Query({ schema: listQuery }) query: PageQuery) {
    return toPage(await this.extensions.list(query), query.limit, (extension) => extension.id, toExtensionAnswer);
  }

  @Get(':id')
  @Operation({
    id: 'getExtension',
    summary: 'One extension',
    scopes: ['directory:read'],
    answers: { 200: extensionAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND'],
  })
  async get(@Param('id', id) extensionId: string): Promise<ExtensionAnswer> {
    return toExtensionAnswer(await this.extensions.get(extensionId));
  }

  @Post()
  @Operation({
    id: 'createExtension',
    summary: 'Make one extension',
    scopes: ['directory:write'],
    answers: { 201: extensionAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NUMBER_TAKEN', 'SIGN_IN_TAKEN', 'SCOPE_BEYOND_OWN'],
  })
  async create(
    @Body({ schema: newExtensionSchema }) input: NewExtension,
    @CallerOf() caller: Caller,
  ): Promise<ExtensionAnswer> {
    return toExtensionAnswer(await this.extensions.create(input, caller));
  }

  @Patch(':id')
  @Operation({
    id: 'updateExtension',
    summary: 'Change one extension',
    scopes: ['directory:write'],
    headers: [ifMatchHeader],
    answers: { 200: extensionAnswerSchema },
    answerHeaders: [etagHeader],
    refuses: ['NOT_FOUND', 'NUMBER_TAKEN', 'SIGN_IN_TAKEN', 'SCOPE_BEYOND_OWN', 'LAST_ADMIN'],
  })
  async update(
    @Param('id', id) extensionId: string,
    @IfMatch() expected: ExpectedVersion,
    @Body({ schema: extensionPatchSchema }) patch: ExtensionPatch,
    @CallerOf() caller: Caller,
  ): Promise<ExtensionAnswer> {
    return toExtensionAnswer(await this.extensions.update(extensionId, expected, patch, caller));
  }

  @Delete(':id')
  @Operation({
    id: 'deleteExtension',
    summary:
      'Delete one extension and say what became of its sessions; refused while a number leads to it, and needs ?confirm=true when it is the last agent of a queue',
    scopes: ['directory:write'],
    headers: [ifMatchHeader],
    answers: { 200: extensionDeletedSchema },
    refuses: ['NOT_FOUND', 'IN_USE', 'LAST_ADMIN', 'SCOPE_BEYOND_OWN', 'CONFIRMATION_NEEDED'],
  })
  async delete(
    @Param('id', id) extensionId: string,
    @IfMatch() expected: ExpectedVersion,
    @Query({ schema: confirmQuery }) query: ConfirmQuery,
    @CallerOf() caller: Caller,
  ): Promise<ExtensionDeleted> {
    await this.extensions.delete(extensionId, expected, caller, unlessConfirmed(query));
    return toExtensionDeleted(await this.conversations.release(extensionId));
  }
}
