import type { FileView, InboundContent, Media, NoteContent, OutboundContent } from '@wabx/contracts';

export type Content = InboundContent | OutboundContent | NoteContent;

/** One file of a message, as it came or by one of its edits; the newest first. */
export interface FileOfMessage {
  id: string;
  view: FileView;
}

/** What is shown of a message as its row and what is kept beside it say. */
export function contentOf({
  kind,
  content,
  edited,
  emoji,
  target,
}: {
  kind: string;
  content: Content;
  edited: InboundContent | null;
  /** Of a stand-in: how somebody reacted to the message that it stands for. */
  emoji: string | null;
  target: string | null;
}): Content {
  // With neither an edit nor a reaction it was a reaction, which was taken back, or an edit that could not be read.
  if (kind !== 'stand_in' || edited) return shownContent(content, edited);
  return target && content.kind === 'reaction'
    ? { kind: 'reaction', reaction: { target, emoji: emoji ?? undefined } }
    : content;
}

/** What a message says after its newest readable edit. */
export function shownContent(content: Content, edited: InboundContent | null): Content {
  if (!edited) return content;
  if (!('media' in content)) return edited;
  // Meta edits texts and captions: a text for a message with a file is its caption.
  if (edited.kind === 'text') return withMedia(content, { caption: edited.text.body });
  if (!('media' in edited)) return edited;
  // An edit names again what it changes; what it leaves out, such as a document's name, stays. A caption can be taken away.
  return withMedia(edited, { ...content.media, ...edited.media, caption: edited.media.caption });
}

/** The file to show: one that is there before one that may come, of these the newest. */
export function shownFile(files: FileOfMessage[]): FileOfMessage | undefined {
  const rank = { stored: 0, fetching: 1, held: 1, failed: 2, expired: 3 };
  return [...files].sort((a, b) => rank[a.view.state] - rank[b.view.state])[0];
}

/** The content with the file that is shown of it. */
export function withFile(content: Content, file: FileOfMessage | undefined): Content {
  return file && 'media' in content ? withMedia(content, { fileId: file.id }) : content;
}

function withMedia<C extends Extract<Content, { media: unknown }>>(content: C, media: Partial<Media>): C {
  return { ...content, media: { ...content.media, ...media } };
}
