import { isIP } from 'node:net';
import type { z } from 'zod';
import type { GraphMessageBody } from '../outgoing/message-body.js';
import { downloadMedia, type DownloadOutcome } from './download-media.js';
import {
  acceptedMessage,
  appSubscriptions,
  mediaDescription,
  phoneNumberDescription,
  phoneNumberIds,
  subscribedApps,
  success,
  tokenDescription,
  uploadedMedia,
  type AppSubscription,
  type MediaDescription,
  type PhoneNumberDescription,
  type SubscribedApp,
  type TokenDescription,
} from './graph-answers.js';
import { callGraph, type GraphFailure, type GraphOutcome } from './graph-call.js';
import type { GraphCalled } from './graph-metrics.js';
import { watched, type InSpan } from './watched-calls.js';
import { openConnections, type HttpRequest } from './http-exchange.js';
import { lookupPublic } from './public-address.js';
import { multipartForm, type FileToUpload } from './multipart.js';

export type GraphClientOptions = {
  /** `https://graph.facebook.com`, or where a simulator listens. */
  baseUrl: string;
  /** E.g. `v26.0`. A version past its end is answered by the oldest living one, silently. */
  version: string;
  /** For a whole call, from the connection to the last byte of the answer. */
  timeoutMs: number;
  userAgent: string;
  /** Hosts besides the API's own from which media may be fetched, on every hop; undefined: all, wherever they are. */
  isMediaHost?: (url: URL) => boolean;
  /** Hears how each call ended. Must not throw. */
  onCalled?: (call: GraphCalled) => void;
  /** Runs each call within a span of the trace in hand. */
  inSpan?: InSpan;
};

/** `signal` gives a call up; what was already written then counts as unknown. */
type Call = { accessToken: string; signal?: AbortSignal };

/** What a request may hold besides the token that an error of Meta's is not to repeat. */
type Secrets = { inputToken?: string; verifyToken?: string; override?: { verifyToken: string } };

export type SendOutcome =
  | {
      outcome: 'accepted';
      /** Accepted is not sent: whether it was, a status webhook tells. */
      waMessageId: string;
      contact?: { input?: string; waId?: string; userId?: string };
      messageStatus?: string;
    }
  | GraphFailure;

export type GraphClient = ReturnType<typeof createGraphClient>;

/**
 * The calls of the Graph API that we make. None throws, none repeats itself: every one ends in a union that says whether
 * Meta took it.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference
 */
export function createGraphClient(options: GraphClientOptions) {
  const connections = openConnections();
  const publicConnections = openConnections({ lookup: lookupPublic });
  // Whoever stands in for the Graph API is the operator's choice; all else is a host of the list, in the open internet.
  const wayOfMedia = (url: URL) => {
    if (url.origin === base.origin || options.isMediaHost === undefined) return connections;
    return options.isMediaHost(url) && isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 ? publicConnections : undefined;
  };
  const base = new URL(`${options.baseUrl.replace(/(?<!\/)\/+$/, '')}/${options.version}`);

  type GraphRequest = Pick<HttpRequest, 'method' | 'body' | 'mayWrite'> & {
    path: string[];
    query?: Record<string, string | undefined>;
    headers?: HttpRequest['headers'];
    timeoutMs?: number;
  };

  function call<Schema extends z.ZodType>(who: Call & Secrets, request: GraphRequest, answer: Schema) {
    const url = new URL(`${base.href}/${request.path.map(encodeURIComponent).join('/')}`);
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(key, value);
    }
    const headers = { ...headersOf(who), ...request.headers };
    const { method, body, mayWrite, timeoutMs = options.timeoutMs } = request;
    const exchanged = { method, url, headers, body, timeoutMs, mayWrite, signal: who.signal };
    return callGraph(connections, exchanged, answer, secretsOf(who));
  }

  const headersOf = (who: Call) => ({
    'user-agent': options.userAgent,
    accept: 'application/json',
    authorization: `Bearer ${who.accessToken}`,
  });

  function postJson<Schema extends z.ZodType>(
    who: Call & Secrets & { mayWrite?: () => boolean },
    path: string[],
    value: object,
    answer: Schema,
  ) {
    const body = Buffer.from(JSON.stringify(value));
    const headers = { 'content-type': 'application/json' };
    return call(who, { method: 'POST', path, headers, body, mayWrite: who.mayWrite }, answer);
  }

  const calls = {
    /**
     * Sends one message, once. `mayWrite` is asked directly before the first byte is written; after `false` the outcome
     * is `not-sent` by `aborted`.
     */
    async sendMessage(
      send: Call & { phoneNumberId: string; body: GraphMessageBody; mayWrite?: () => boolean },
    ): Promise<SendOutcome> {
      const sent = await postJson(send, [send.phoneNumberId, 'messages'], send.body, acceptedMessage);
      return sent.outcome === 'ok' ? { outcome: 'accepted', ...sent.value } : sent;
    },

    /** Marks the message and all before it as read; `typing` also shows that an answer is being written (25 s). */
    markRead(read: Call & { phoneNumberId: string; waMessageId: string; typing?: boolean }) {
      const body = {
        messaging_product: 'whatsapp',
        status: 'read',
        message_id: read.waMessageId,
        ...(read.typing ? { typing_indicator: { type: 'text' } } : {}),
      };
      return postJson(read, [read.phoneNumberId, 'messages'], body, success);
    },

    /** With `phoneNumberId` only a file that belongs to that number is described. */
    getMedia(media: Call & { mediaId: string; phoneNumberId?: string }): Promise<GraphOutcome<MediaDescription>> {
      const query = { phone_number_id: media.phoneNumberId };
      return call(media, { method: 'GET', path: [media.mediaId], query }, mediaDescription);
    },

    downloadMedia(media: Call & { url: string }): Promise<DownloadOutcome> {
      const { userAgent, timeoutMs } = options;
      return downloadMedia(wayOfMedia, { ...media, userAgent, timeoutMs });
    },

    /**
     * Streams a file to Meta; the stream is used up or destroyed, whatever the outcome. The extension of `filename` must
     * fit the MIME type: Meta goes by it. `timeoutMs` is for the whole upload.
     */
    uploadMedia(
      upload: Call & FileToUpload & { phoneNumberId: string; timeoutMs?: number },
    ): Promise<GraphOutcome<{ id: string }>> {
      const form = multipartForm({ messaging_product: 'whatsapp', type: upload.mimeType }, upload);
      const headers = { 'content-type': form.contentType, 'content-length': String(form.contentLength) };
      const path = [upload.phoneNumberId, 'media'];
      const { timeoutMs } = upload;
      return call(upload, { method: 'POST', path, headers, body: form.body, timeoutMs }, uploadedMedia);
    },

    deleteMedia(media: Call & { mediaId: string; phoneNumberId?: string }) {
      const query = { phone_number_id: media.phoneNumberId };
      return call(media, { method: 'DELETE', path: [media.mediaId], query }, success);
    },

    getPhoneNumber(
      number: Call & { phoneNumberId: string; fields: readonly string[] },
    ): Promise<GraphOutcome<PhoneNumberDescription>> {
      const query = { fields: number.fields.join(',') };
      return call(number, { method: 'GET', path: [number.phoneNumberId], query }, phoneNumberDescription);
    },

    /** `accessToken` is the app's: `<app id>|<app secret>`. */
    debugToken(token: Call & { inputToken: string }): Promise<GraphOutcome<TokenDescription>> {
      const query = { input_token: token.inputToken };
      return call(token, { method: 'GET', path: ['debug_token'], query }, tokenDescription);
    },

    getSubscribedApps(account: Call & { wabaId: string }): Promise<GraphOutcome<SubscribedApp[]>> {
      return call(account, { method: 'GET', path: [account.wabaId, 'subscribed_apps'] }, subscribedApps);
    },

    /** With `override`, webhooks of this account go there instead of to the app's URL; without, one set before is lifted. */
    subscribeApp(account: Call & { wabaId: string; override?: { callbackUri: string; verifyToken: string } }) {
      const path = [account.wabaId, 'subscribed_apps'];
      const { override } = account;
      if (!override) return call(account, { method: 'POST', path }, success);
      const body = { override_callback_uri: override.callbackUri, verify_token: override.verifyToken };
      return postJson(account, path, body, success);
    },

    /** The phone number ids of an account; of more than 200 the first 200. */
    getPhoneNumberIds(account: Call & { wabaId: string }): Promise<GraphOutcome<string[]>> {
      const query = { fields: 'id', limit: '200' };
      return call(account, { method: 'GET', path: [account.wabaId, 'phone_numbers'], query }, phoneNumberIds);
    },

    /** A callback for this number alone, before those of its account and app; without `override` one set is lifted. */
    overrideNumberCallback(
      number: Call & { phoneNumberId: string; override?: { callbackUri: string; verifyToken: string } },
    ) {
      const { callbackUri = '', verifyToken } = number.override ?? {};
      const configuration = { override_callback_uri: callbackUri, verify_token: verifyToken };
      return postJson(number, [number.phoneNumberId], { webhook_configuration: configuration }, success);
    },

    /** What the app listens to and where. `accessToken` is the app's: `<app id>|<app secret>`. */
    getAppSubscriptions(app: Call & { appId: string }): Promise<GraphOutcome<AppSubscription[]>> {
      return call(app, { method: 'GET', path: [app.appId, 'subscriptions'] }, appSubscriptions);
    },

    /**
     * Makes `callbackUri` the app's address for WhatsApp webhooks of these fields, in place of the one before; Meta asks
     * it the challenge first. `accessToken` is the app's.
     * https://developers.facebook.com/docs/graph-api/reference/app/subscriptions
     */
    registerWebhook(
      app: Call & { appId: string; callbackUri: string; verifyToken: string; fields: readonly string[] },
    ) {
      const body = {
        object: 'whatsapp_business_account',
        callback_url: app.callbackUri,
        verify_token: app.verifyToken,
        fields: app.fields.join(','),
      };
      return postJson(app, [app.appId, 'subscriptions'], body, success);
    },
  };
  return {
    ...watched(calls, options),
    /** Closes idle connections, and those of calls still running. */
    close(): void {
      void connections.destroy();
      void publicConnections.destroy();
    },
  };
}

/** Of an app's token, `<app id>|<app secret>`, the secret alone too. */
function secretsOf({ accessToken, inputToken = '', verifyToken = '', override }: Call & Secrets): string[] {
  return [accessToken, ...accessToken.split('|').slice(1), inputToken, verifyToken, override?.verifyToken ?? ''];
}
