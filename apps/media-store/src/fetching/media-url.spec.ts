import { expect, it } from '@jest/globals';
import { isMediaUrl } from './media-url.js';

const graph = 'https://graph.facebook.com';

it.each([
  ['https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', graph],
  ['https://mmg.whatsapp.net/x', graph],
  ['http://127.0.0.1:4110/media/1', 'http://127.0.0.1:4110'],
])('the token goes to %s', (url, graphUrl) => {
  expect(isMediaUrl(url, graphUrl)).toBe(true);
});

it.each([
  'http://lookaside.fbsbx.com/x',
  'https://lookaside.fbsbx.com.evil.example/x',
  'https://evilfbsbx.com/x',
  'https://user@lookaside.fbsbx.com/x',
  'https://lookaside.fbsbx.com:8443/x',
  'https://lookaside.fbsbx.com@evil.example/x',
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://169.254.169.254/latest/meta-data',
  'https://2130706433/x',
  'file:///etc/passwd',
  'http://127.0.0.1:4110/media/1',
])('the token never goes to %s', (url) => {
  expect(isMediaUrl(url, graph)).toBe(false);
});
