import type { Identifiers } from '../identifiers.js';

interface KnownError {
  http: number;
  message: string;
  details?: string;
  subcode?: number;
  isTransient?: boolean;
}

/**
 * Meta's error codes with their titles and usual details. The HTTP status follows the older public table (the current
 * page lists none), so clients must decide by code; here every code answers with one status, always the same.
 */
const known: Record<number, KnownError> = {
  0: { http: 401, message: 'AuthException', details: 'We were unable to authenticate the app user.' },
  1: { http: 400, message: 'An unknown error occurred', isTransient: false },
  2: { http: 503, message: 'An unexpected error has occurred. Please retry your request later.', isTransient: true },
  4: { http: 429, message: '(#4) Application request limit reached', isTransient: true },
  10: { http: 403, message: '(#10) Application does not have permission for this action' },
  100: { http: 400, message: '(#100) Invalid parameter', details: 'One or more parameters are unknown or misspelt.' },
  104: { http: 401, message: 'An access token is required to request this resource.' },
  190: { http: 401, message: 'Invalid OAuth access token - Cannot parse access token' },
  200: { http: 403, message: "(#200) Your app doesn't have permission to access this resource" },
  368: {
    http: 403,
    message: '(#368) Temporarily blocked for policies violations',
    details:
      'The WhatsApp Business Account associated with the app has been restricted or disabled for violating a platform policy.',
  },
  2200: { http: 400, message: '(#2200) Callback verification failed' },
  2500: { http: 400, message: 'Unknown path components' },
  80007: {
    http: 429,
    message: '(#80007) Rate limit issues',
    details: 'The WhatsApp Business Account has reached its rate limit.',
  },
  130403: {
    http: 400,
    message: '(#130403) User is blocked by the business',
    details: 'Unable to deliver the message. This business has blocked the end user on WhatsApp',
  },
  130429: {
    http: 400,
    message: '(#130429) Rate limit hit',
    details: 'Cloud API message throughput has been reached.',
    subcode: 2494055,
  },
  130472: {
    http: 400,
    message: "(#130472) User's number is part of an experiment",
    details: "Failed to send message because this user's phone number is part of an experiment",
  },
  130497: {
    http: 403,
    message: '(#130497) Business account is restricted from messaging users in this country.',
    details: 'The WhatsApp Business Account is restricted from messaging to users in certain countries.',
  },
  131000: {
    http: 500,
    message: '(#131000) Something went wrong',
    details: 'Message failed to send due to an unknown error.',
  },
  131005: {
    http: 403,
    message: '(#131005) Access denied',
    details: 'Permission is either not granted or has been removed.',
  },
  131008: {
    http: 400,
    message: '(#131008) Required parameter is missing',
    details: 'A required parameter is missing.',
  },
  131009: {
    http: 400,
    message: '(#131009) Parameter value is not valid',
    details: 'One or more parameter values are invalid.',
  },
  131016: { http: 500, message: '(#131016) Service unavailable', details: 'A service is temporarily unavailable.' },
  131021: {
    http: 400,
    message: '(#131021) Recipient cannot be sender',
    details: 'Sender and recipient phone number is the same.',
  },
  131026: { http: 400, message: '(#131026) Message undeliverable', details: 'Unable to deliver message.' },
  131030: {
    http: 400,
    message: '(#131030) Recipient phone number not in allowed list',
    details: 'Recipient phone number not in allowed list: add it to the recipient list and try again.',
    subcode: 2655007,
  },
  131031: { http: 403, message: '(#131031) Business Account locked', details: 'Business account has been locked.' },
  131037: {
    http: 400,
    message: '(#131037) WhatsApp provided number needs display name approval before message can be sent.',
    details: 'The business phone number used to send the request does not have an approved display name.',
  },
  131042: {
    http: 400,
    message: '(#131042) Business eligibility payment issue',
    details: 'There was an error related to your payment method.',
  },
  131045: {
    http: 500,
    message: '(#131045) Incorrect certificate',
    details: 'Message failed to send due to a phone number registration error.',
  },
  131047: {
    http: 400,
    message: '(#131047) Re-engagement message',
    details: 'More than 24 hours have passed since the recipient last replied to the sender number.',
  },
  131048: {
    http: 400,
    message: '(#131048) Spam rate limit hit',
    details:
      'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  },
  131049: {
    http: 400,
    message: '(#131049) This message was not delivered to maintain healthy ecosystem engagement.',
    details: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  },
  131051: { http: 400, message: '(#131051) Unsupported message type', details: 'Unsupported message type.' },
  131053: {
    http: 400,
    message: '(#131053) Media upload error',
    details: 'Unable to upload the media used in the message.',
  },
  131056: {
    http: 400,
    message: '(#131056) (Business Account, Consumer Account) pair rate limit hit',
    details:
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  },
  131057: {
    http: 500,
    message: '(#131057) Account in maintenance mode',
    details: 'Business Account is in maintenance mode',
  },
  132000: {
    http: 400,
    message: '(#132000) Number of parameters does not match the expected number of params',
    details: 'body: number of localizable_params (1) does not match the expected number of params (2)',
  },
  132001: {
    http: 404,
    message: '(#132001) Template name does not exist in the translation',
    details: 'template name does not exist in the language',
  },
  132012: {
    http: 400,
    message: '(#132012) Parameter format does not match format in the created template',
    details: 'Variable parameter values formatted incorrectly.',
  },
  132015: {
    http: 400,
    message: '(#132015) Template is paused',
    details: 'Template is paused due to low quality so it cannot be sent in a template message.',
  },
  132016: {
    http: 400,
    message: '(#132016) Template is disabled',
    details: 'Template has been paused too many times due to low quality and is now permanently disabled.',
  },
  133004: {
    http: 503,
    message: '(#133004) Server temporarily unavailable',
    details: 'Server is temporarily unavailable.',
  },
  133010: {
    http: 400,
    message: '(#133010) Phone number not registered',
    details: 'Phone number not registered on the WhatsApp Business Platform.',
  },
  133015: {
    http: 400,
    message: '(#133015) Please wait a few minutes before attempting to register this phone number',
    details: 'The phone number was recently deleted, and deletion has not yet completed.',
  },
  137000: {
    http: 400,
    message: '(#137000) Recipient identity key mismatch',
    details: 'The identity key hash does not match the one on record.',
  },
};

export interface Refusal {
  code: number;
  /** Replaces the title. */
  message?: string;
  /** Replaces the usual details. */
  details?: string;
  subcode?: number;
}

/** The HTTP status and the body of a refused call, in Meta's envelope (reference 3.4). */
export function errorAnswer(
  ids: Identifiers,
  { code, message, details, subcode }: Refusal,
): { status: number; body: object } {
  const error = known[code] ?? { http: 400, message: `(#${code}) Error` };
  const said = message === undefined ? (details ?? error.details) : details;
  const finalSubcode = subcode ?? error.subcode;
  return {
    status: error.http,
    body: {
      error: {
        message: message ?? error.message,
        type: 'OAuthException',
        code,
        ...(said !== undefined && { error_data: { messaging_product: 'whatsapp', details: said } }),
        ...(finalSubcode !== undefined && { error_subcode: finalSubcode }),
        ...(error.isTransient !== undefined && { is_transient: error.isTransient }),
        fbtrace_id: ids.trace(),
      },
    },
  };
}

/** Title and details as they stand in `errors[]` of a `failed` status: the title without its `(#code)`. */
export function statusError(code: number, details?: string): { code: number; title: string; details: string } {
  const error = known[code] ?? { http: 400, message: 'Error' };
  return { code, title: error.message.replace(/^\(#\d+\) /, ''), details: details ?? error.details ?? error.message };
}
