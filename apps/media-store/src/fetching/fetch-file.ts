import { limits } from '@wabx/contracts';
import {
  filledFilename,
  type DownloadOutcome,
  type GraphClient,
  type GraphFailure,
  type MediaDescription,
} from '@wabx/whatsapp';
import type { ChannelAccess } from '../channel-access.js';
import { objectKeyOf } from '../files/file-store.js';
import { FileTooLarge, inspectBytes } from '../files/inspect-bytes.js';
import { sniffType } from '../files/sniff-type.js';
import type { MediaMetrics } from '../metrics.js';
import { ObjectStoreError, type ObjectStore } from '../object-store/object-store.js';
import type { ClaimedFile, FetchOutcome } from './fetch-queue.js';
import { isMediaUrl } from './media-url.js';

export interface FetchTools {
  graph: GraphClient;
  graphUrl: string;
  objects: ObjectStore;
  channels: ChannelAccess;
  log: { warn(message: string, params?: object): void };
  metrics: MediaMetrics;
}

type Later = Extract<FetchOutcome, { outcome: 'later' }>;
type Download = Extract<DownloadOutcome, { outcome: 'ok' }>;

/**
 * Brings one file from Meta into the store, or says why not. The URL is asked for each time and never kept: it lives
 * five minutes. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
 */
export async function fetchFile(tools: FetchTools, claim: ClaimedFile, signal: AbortSignal): Promise<FetchOutcome> {
  // Meta forgets what it received after seven days; asking would only count as one more failed look-up.
  if (claim.isTooOld) return { outcome: 'failed', error: 'gone', isRefused: false };
  const channel = tools.channels.find(claim.channelId);
  if (!channel) {
    return tools.channels.isDeleted(claim.channelId)
      ? { outcome: 'failed', error: 'gone', isRefused: false }
      : { outcome: 'later', error: 'unreachable' }; // not projected to us yet
  }
  const call = { accessToken: await tools.channels.accessToken(channel), signal };

  // Twice: a URL may expire between the two calls, and only a fresh one tells that from a file that is gone.
  for (let look = 1; ; look += 1) {
    const found = await tools.graph.getMedia({ ...call, mediaId: claim.mediaId, phoneNumberId: claim.phoneNumberId });
    if (found.outcome !== 'ok') return settled(claim, afterFailure(found));
    const media = found.value;
    if ((media.fileSize ?? 0) > limits.fileBytes) return { outcome: 'failed', error: 'too-large', isRefused: false };
    if (!isMediaUrl(media.url, tools.graphUrl)) {
      tools.log.warn('Meta gave a media URL of a host that is not on our list', { host: new URL(media.url).host });
      return { outcome: 'later', error: 'unreachable' };
    }
    const download = await tools.graph.downloadMedia({ ...call, url: media.url });
    if (download.outcome === 'ok') return await store(tools, claim, media, download);
    const failure = afterFailure(download);
    if (failure.error !== 'gone' || look === 2) return settled(claim, failure);
  }
}

async function store(
  tools: FetchTools,
  claim: ClaimedFile,
  media: MediaDescription,
  download: Download,
): Promise<FetchOutcome> {
  const objectKey = objectKeyOf(claim.id, claim.attempt);
  const inspected = inspectBytes(download.stream, limits.fileBytes);
  try {
    const { sizeBytes, sha256 } = await tools.objects.put(objectKey, inspected.bytes);
    const expectedBytes = media.fileSize ?? download.contentLength;
    if (expectedBytes !== undefined && sizeBytes !== expectedBytes) {
      tools.log.warn('a file came cut', { fileId: claim.id, sizeBytes, expectedBytes });
      await tools.objects.delete(objectKey);
      return { outcome: 'later', error: 'unreachable' };
    }
    const announced = media.sha256 ?? claim.declaredSha256;
    // Told but not refused: nobody has promised that Meta's hash is of these bytes.
    if (announced !== undefined && announced !== sha256) {
      tools.log.warn('a file has another hash than Meta announced', { fileId: claim.id });
    }
    const declared = claim.declaredType ?? media.mimeType ?? download.contentType;
    const mimeType = sniffType(inspected.head(), { declared, filename: claim.filename });
    const filename = filledFilename(claim.filename, mimeType);
    return { outcome: 'stored', mimeType, size: sizeBytes, sha256, filename, objectKey };
  } catch (error) {
    if (error instanceof FileTooLarge) return { outcome: 'failed', error: 'too-large', isRefused: false };
    const away = error instanceof ObjectStoreError;
    tools.log.warn('a file could not be stored', { fileId: claim.id, error: String(error) });
    return { outcome: 'later', error: away ? 'store' : 'unreachable' };
  } finally {
    download.stream.destroy();
  }
}

/** Meta's "there is no such thing" is believed the second time: failed look-ups are counted against the number. */
function settled(claim: ClaimedFile, failure: Later): FetchOutcome {
  return failure.error === 'gone' && claim.lastError === 'gone'
    ? { outcome: 'failed', error: 'gone', isRefused: true }
    : failure;
}

function afterFailure(failure: GraphFailure | Exclude<DownloadOutcome, Download>): Later {
  if (failure.outcome !== 'rejected') return { outcome: 'later', error: 'unreachable' };
  const { httpStatus, retryAfterSeconds } = failure;
  const policy = 'policy' in failure ? failure.policy : undefined;
  if (httpStatus === 401 || policy?.class === 'token-invalid' || policy?.class === 'permission-missing') {
    return { outcome: 'later', error: 'auth', waitSecondsMin: AUTH_WAIT_SECONDS };
  }
  if (httpStatus === 429 || policy?.action.startsWith('slow')) {
    const waitSecondsMin = retryAfterSeconds ?? policy?.waitSecondsMin ?? LIMITED_WAIT_SECONDS;
    return { outcome: 'later', error: 'limited', waitSecondsMin };
  }
  const mayPass = httpStatus >= 500 || policy?.action.startsWith('retry');
  return mayPass
    ? { outcome: 'later', error: 'unreachable', waitSecondsMin: retryAfterSeconds ?? policy?.waitSecondsMin }
    : { outcome: 'later', error: 'gone', waitSecondsMin: GONE_WAIT_SECONDS };
}

/** A new token wakes what waits; this is for one that was mended without us. */
const AUTH_WAIT_SECONDS = 300;
const GONE_WAIT_SECONDS = 30;
/** Where Meta limits and does not say for how long. */
const LIMITED_WAIT_SECONDS = 300;
