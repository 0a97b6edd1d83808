// Where Meta keeps media: lookaside.fbsbx.com today; the others have been seen in its other products.
const MEDIA_DOMAINS = ['fbsbx.com', 'fbcdn.net', 'whatsapp.net', 'facebook.com'];

/**
 * Whether a URL that Meta gave may be fetched with the channel's token: only Meta's own hosts and only over TLS, or the
 * host that stands in for the Graph API.
 */
export function isMediaUrl(given: string, graphUrl: string): boolean {
  const url = new URL(given);
  if (url.origin === new URL(graphUrl).origin) return true;
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username === '' &&
    MEDIA_DOMAINS.some((domain) => url.hostname === domain || url.hostname.endsWith(`.${domain}`))
  );
}
