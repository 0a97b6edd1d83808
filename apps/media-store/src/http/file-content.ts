import type { AnswerHeader, RequestHeader } from '@wabx/runtime';

/** How a route that sends a file with `FileSender` is asked, and how it answers. */
export const fileContent = {
  headers: [
    { name: 'Range', description: 'The bytes that are wanted, one range', example: 'bytes=0-1023' },
    { name: 'If-Range', description: 'The ETag: of another file the whole is sent' },
  ] satisfies RequestHeader[],
  answers: {
    200: { mediaType: '*/*', description: 'The file' },
    206: { mediaType: '*/*', description: 'The range of it that was asked for' },
  },
  refuses: ['FILE_NOT_FOUND', 'FILE_EXPIRED', 'FILE_NOT_READY', 'FILE_FAILED', 'RANGE_NOT_SATISFIABLE'],
  answerHeaders: [
    { name: 'ETag', description: 'Of the bytes, for If-Range' },
    { name: 'Accept-Ranges', description: '`bytes`' },
    { name: 'Content-Range', description: 'Of a 206: which bytes these are, and of how many' },
  ] satisfies AnswerHeader[],
} as const;
