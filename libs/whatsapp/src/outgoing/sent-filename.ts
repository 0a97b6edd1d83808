import { fileExtensionFor } from './media-limits.js';
import { messageLimits } from './message-limits.js';

const EXTENSION = /\.[\p{L}\p{N}]{1,10}$/u;

/** A name that WhatsApp takes: with an extension, by which a phone chooses how to open it, and not too long. */
export function toSentFilename(name: string, mimeType: string): string {
  const own = EXTENSION.exec(name)?.[0];
  const known = fileExtensionFor(mimeType);
  const extension = own ?? (known === undefined ? '' : `.${known}`);
  const stem = [...(own === undefined ? name : name.slice(0, -own.length))];
  return stem.slice(0, messageLimits.filename - [...extension].length).join('') + extension;
}
