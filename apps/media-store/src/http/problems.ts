import { limits } from '@wabx/contracts';
import { Problem } from '@wabx/runtime';
import type { StoredFile } from '../files/file-store.js';

export function notFound(): Problem {
  return new Problem('FILE_NOT_FOUND', 'There is no such file, or it is not yours to read.');
}

export function expired(): Problem {
  return new Problem('FILE_EXPIRED', 'The file is no longer kept.');
}

/** Why the bytes of a file cannot be read now. */
export function notReadable({ state, error, heldUntil }: StoredFile): Problem {
  if (state === 'fetching') {
    const detail = 'The file has not arrived from WhatsApp yet. Try again shortly.';
    return new Problem('FILE_NOT_READY', detail, {}, { 'retry-after': '2' });
  }
  if (state === 'held') {
    const detail = 'WhatsApp is not asked for files of this number at the moment. The file comes by itself afterwards.';
    return new Problem('FILE_NOT_READY', detail, { heldUntil }, { 'retry-after': '30' });
  }
  if (state === 'failed') {
    return new Problem('FILE_FAILED', 'The file could not be fetched from WhatsApp.', { reason: error });
  }
  return expired();
}

export function tooLarge(): Problem {
  return new Problem('FILE_TOO_LARGE', `A file may have ${limits.fileBytes} bytes (100 MB) at most.`, {
    limit: limits.fileBytes,
  });
}

export function badUpload(detail: string): Problem {
  return new Problem('INVALID_INPUT', detail);
}

export function brokenForm(): Problem {
  return new Problem('BAD_REQUEST', 'The form ends before its last boundary, or has a part that cannot be read.');
}

export function tooManyUploads(): Problem {
  return new Problem('UPLOADS_BUSY', 'Too many uploads at once. Try again shortly.', {}, { 'retry-after': '5' });
}

export function tooManyOfOne(limit: number): Problem {
  const detail = `You have ${limit} uploads under way. Wait until one of them has ended.`;
  return new Problem('TOO_MANY_UPLOADS', detail, { limit }, { 'retry-after': '5' });
}

export function tooSlow(): Problem {
  const detail = 'The file comes too slowly, so its upload was ended. Nothing of it was kept; send it again.';
  return new Problem('UPLOAD_TOO_SLOW', detail, {}, { connection: 'close' });
}
