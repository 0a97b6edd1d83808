// Written by npm run docs from docs/api/wabx.json.
/** Operations that take an Idempotency-Key. */
export const keyedOperations: readonly string[] = ["POST /v1/sessions/{id}/messages","POST /v1/sessions/{id}/notes","POST /v1/messages"];
/** Every code of a refusal. */
export type ProblemCode = 'ALREADY_CLAIMED' | 'AUTH_UNAVAILABLE' | 'BAD_REQUEST' | 'CHANNEL_GONE' | 'CLAIM_CHANGED' | 'CONFIRMATION_NEEDED' | 'CONTENDED' | 'CROSS_ORIGIN' | 'CUSTOMER_MERGED' | 'CUSTOMER_NOT_FOUND' | 'CUSTOMER_NOT_MERGED' | 'DATABASE_BUSY' | 'DEAD_LETTER_NOT_FOUND' | 'FILE_EXPIRED' | 'FILE_FAILED' | 'FILE_NOT_FOUND' | 'FILE_NOT_READY' | 'FILE_TOO_LARGE' | 'HEADERS_TOO_LARGE' | 'IDEMPOTENCY_KEY_REUSED' | 'INTERNAL' | 'INVALID_INPUT' | 'IN_USE' | 'LAST_ADMIN' | 'LINK_USED' | 'MEDIA_EXPIRED' | 'MEDIA_NOT_FOUND' | 'MEDIA_TOO_LARGE' | 'MEDIA_TYPE_UNSUPPORTED' | 'META_AWAY' | 'META_REFUSED' | 'METHOD_NOT_ALLOWED' | 'NAME_TAKEN' | 'NOTE_NOT_FOUND' | 'NOTHING_TO_READ' | 'NOT_AUTHOR' | 'NOT_CLAIMABLE' | 'NOT_CLAIMED' | 'NOT_FOUND' | 'NOT_IN_REVIEW' | 'NOT_OWNER' | 'NOT_READY' | 'NOT_REPAIRABLE' | 'NOT_RETRYABLE' | 'NOT_SHOWN' | 'NOT_WITHDRAWABLE' | 'NO_OPEN_SESSION' | 'NUMBER_TAKEN' | 'OTHER_SESSION_OPEN' | 'OVERLOADED' | 'PAYLOAD_TOO_LARGE' | 'PERSON_UNKNOWN' | 'PHONE_NUMBER_ID_TAKEN' | 'PRECONDITION_REQUIRED' | 'PRESENCE_TOO_OFTEN' | 'QUICK_REPLY_NOT_FOUND' | 'RANGE_NOT_SATISFIABLE' | 'REPLY_TO_UNKNOWN' | 'REQUEST_TIMEOUT' | 'SCOPE_BEYOND_OWN' | 'SCOPE_MISSING' | 'SEND_NOT_FOUND' | 'SESSION_CLOSED' | 'SHORTCUT_TAKEN' | 'SIGNATURE_INVALID' | 'SIGN_IN_TAKEN' | 'STORAGE_FULL' | 'TEMPORARILY_UNAVAILABLE' | 'TOO_MANY_FAILURES' | 'TOO_MANY_QUICK_REPLIES' | 'TOO_MANY_STREAMS' | 'TOO_MANY_UPLOADS' | 'TRY_AGAIN' | 'TYPE_NOT_ALLOWED' | 'UNAUTHENTICATED' | 'UNKNOWN_DESTINATION' | 'UNSUPPORTED_MEDIA_TYPE' | 'UPLOADS_BUSY' | 'UPLOAD_TOO_SLOW' | 'VERSION_CONFLICT' | 'WINDOW_CLOSED';
export interface paths {
    "/webhooks/whatsapp/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Meta's verification of the callback URL
         * @description Meta's verification of the callback URL.
         */
        get: operations["verifyWebhook"];
        put?: never;
        /**
         * Events from Meta
         * @description Events from Meta.
         */
        post: operations["receiveWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is in quarantine, newest first; a page may hold less than its limit and have a next
         * @description What is in quarantine, newest first; a page may hold less than its limit and have a next. Needs the scope `ops:read`.
         */
        get: operations["listQuarantined"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One record; with the scope sessions:raw also what Meta sent, which is put on record
         * @description One record; with the scope sessions:raw also what Meta sent, which is put on record. Needs the scope `ops:read`.
         */
        get: operations["getQuarantined"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in again what the filter chooses, say after an update; nothing is doubled
         * @description Take in again what the filter chooses, say after an update; nothing is doubled. Needs the scope `ops:write`.
         */
        post: operations["replayQuarantine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quarantine/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a body in again, say after an update; nothing is doubled
         * @description Take a body in again, say after an update; nothing is doubled. Needs the scope `ops:write`.
         */
        post: operations["replayQuarantined"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All channels, in the order of their creation
         * @description All channels, in the order of their creation. Needs the scope `channels:read`.
         */
        get: operations["listChannels"];
        put?: never;
        /**
         * Make a channel, at once with its numbers or without; numbers to a queue without agents need ?confirm=true
         * @description Make a channel, at once with its numbers or without; numbers to a queue without agents need ?confirm=true. Needs the scope `channels:write`.
         */
        post: operations["createChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A channel with its numbers, and what to paste at Meta
         * @description A channel with its numbers, and what to paste at Meta. Needs the scope `channels:read`.
         */
        get: operations["getChannel"];
        put?: never;
        post?: never;
        /**
         * Delete a channel with its numbers and secrets; needs ?confirm=true when others have the same Meta app
         * @description Delete a channel with its numbers and secrets; needs ?confirm=true when others have the same Meta app. Needs the scope `channels:write`.
         */
        delete: operations["deleteChannel"];
        options?: never;
        head?: never;
        /**
         * Change a channel; a new app secret begins a rotation
         * @description Change a channel; a new app secret begins a rotation. Needs the scope `channels:write`.
         */
        patch: operations["updateChannel"];
        trace?: never;
    };
    "/v1/channels/{id}/secret/close-rotation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop accepting the previous app secret
         * @description Stop accepting the previous app secret. Needs the scope `channels:write`.
         */
        post: operations["closeSecretRotation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{id}/public-urls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Base URLs under which Meta can reach this installation, and which of them the channel has
         * @description Base URLs under which Meta can reach this installation, and which of them the channel has. Needs the scope `channels:read`.
         */
        get: operations["listPublicUrls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{channelId}/numbers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The numbers of a channel
         * @description The numbers of a channel. Needs the scope `channels:read`.
         */
        get: operations["listNumbers"];
        put?: never;
        /**
         * Add a number and say where its conversations go; to a queue without agents only with ?confirm=true
         * @description Add a number and say where its conversations go; to a queue without agents only with ?confirm=true. Needs the scope `channels:write`.
         */
        post: operations["addNumber"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{channelId}/numbers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One number
         * @description One number. Needs the scope `channels:read`.
         */
        get: operations["getNumber"];
        put?: never;
        post?: never;
        /**
         * Remove a number from its channel
         * @description Remove a number from its channel. Needs the scope `channels:write`.
         */
        delete: operations["removeNumber"];
        options?: never;
        head?: never;
        /**
         * Change a number, for example its destination; to a queue without agents only with ?confirm=true
         * @description Change a number, for example its destination; to a queue without agents only with ?confirm=true. Needs the scope `channels:write`.
         */
        patch: operations["updateNumber"];
        trace?: never;
    };
    "/v1/extensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All extensions, in the order of their creation
         * @description All extensions, in the order of their creation. Needs the scope `directory:read`.
         */
        get: operations["listExtensions"];
        put?: never;
        /**
         * Make one extension
         * @description Make one extension. Needs the scope `directory:write`.
         */
        post: operations["createExtension"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/extensions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One extension
         * @description One extension. Needs the scope `directory:read`.
         */
        get: operations["getExtension"];
        put?: never;
        post?: never;
        /**
         * Delete one extension and say what became of its sessions; refused while a number leads to it, and needs ?confirm=true when it is the last agent of a queue
         * @description Delete one extension and say what became of its sessions; refused while a number leads to it, and needs ?confirm=true when it is the last agent of a queue. Needs the scope `directory:write`.
         */
        delete: operations["deleteExtension"];
        options?: never;
        head?: never;
        /**
         * Change one extension
         * @description Change one extension. Needs the scope `directory:write`.
         */
        patch: operations["updateExtension"];
        trace?: never;
    };
    "/v1/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All queues, in the order of their creation
         * @description All queues, in the order of their creation. Needs the scope `directory:read`.
         */
        get: operations["listQueues"];
        put?: never;
        /**
         * Make one queue
         * @description Make one queue. Needs the scope `directory:write`.
         */
        post: operations["createQueue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One queue
         * @description One queue. Needs the scope `directory:read`.
         */
        get: operations["getQueue"];
        put?: never;
        post?: never;
        /**
         * Delete one queue; refused while a number leads to it, and needs ?confirm=true
         * @description Delete one queue; refused while a number leads to it, and needs ?confirm=true. Needs the scope `directory:write`.
         */
        delete: operations["deleteQueue"];
        options?: never;
        head?: never;
        /**
         * Change one queue; to take its last agent needs ?confirm=true
         * @description Change one queue; to take its last agent needs ?confirm=true. Needs the scope `directory:write`.
         */
        patch: operations["updateQueue"];
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All API keys, without their secrets
         * @description All API keys, without their secrets. Needs the scope `keys:write`.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key; the answer is the only place that shows its token
         * @description Make an API key; the answer is the only place that shows its token. Needs the scope `keys:write`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One API key, without its secret
         * @description One API key, without its secret. Needs the scope `keys:write`.
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key, for good and everywhere within seconds
         * @description LAST_ADMIN where no other key without an end and no person could give what it can. Needs the scope `keys:write`.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{channelId}/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Meta told about the account and the numbers of a channel in 90 days, newest first
         * @description What Meta told about the account and the numbers of a channel in 90 days, newest first. Needs the scope `channels:read`.
         */
        get: operations["listNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what and when, who came in and who was refused, newest first
         * @description Who did what and when, who came in and who was refused, newest first. Needs the scope `ops:read`.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reads the whole audit and says whether an entry was altered or removed, and which one
         * @description Reads the whole audit and says whether an entry was altered or removed, and which one. Needs the scope `ops:read`.
         */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole configuration as one YAML file, without secrets
         * @description The whole configuration as one YAML file, without secrets. Needs the scopes `channels:read` and `directory:read`.
         */
        get: operations["exportConfiguration"];
        /**
         * Make the configuration what the file says; ?dryRun only says what would change
         * @description Make the configuration what the file says; ?dryRun only says what would change. Needs the scopes `channels:write` and `directory:write`.
         */
        put: operations["applyConfiguration"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{id}/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Examine the channel: what works, what does not, how to put it right; for 10 s the same answer again
         * @description Examine the channel: what works, what does not, how to put it right; for 10 s the same answer again. Needs the scope `channels:read`.
         */
        get: operations["examineChannel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{id}/doctor/{check}/repair": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put one check right by a call to Meta; answers the check afterwards
         * @description Put one check right by a call to Meta; answers the check afterwards. Needs the scope `channels:write`.
         */
        post: operations["repairChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove both directions with a customer’s number; names the hop that fails. Takes up to two minutes
         * @description Prove both directions with a customer’s number; names the hop that fails. Takes up to two minutes. Needs the scope `channels:write`.
         */
        post: operations["proveChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sessions that the caller may see, most recently active first
         * @description Sessions that the caller may see, most recently active first. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open sessions that the caller may see: waiting for somebody, owned by the caller, all
         * @description Open sessions that the caller may see: waiting for somebody, owned by the caller, all. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["countSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One session
         * @description One session. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every step of a session: opened, claimed, transferred, closed
         * @description Every step of a session: opened, claimed, transferred, closed. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move many sessions at once, such as the orphans of a deleted queue
         * @description Move many sessions at once, such as the orphans of a deleted queue. Needs the scope `sessions:write`.
         */
        post: operations["transferSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close many sessions at once
         * @description Close many sessions at once. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["closeSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a session of a queue over; of many at once one wins, the others get 409 with its name
         * @description Take a session of a queue over; of many at once one wins, the others get 409 with its name. Needs the scope `agent`.
         */
        post: operations["claimSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a session back to its queue
         * @description Give a session back to its queue. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["releaseSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a session with its history to an extension or a queue
         * @description Hand a session with its history to an extension or a queue. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["transferSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a session; the next message of the customer opens a new one
         * @description Close a session; the next message of the customer opens a new one. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["closeSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a closed session again while WhatsApp takes replies, unless another one is open with the customer
         * @description Open a closed session again while WhatsApp takes replies, unless another one is open with the customer. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["reopenSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move the calling agent's read position, and show the customer that their messages were read
         * @description A position never moves back. The other devices of the agent get `session.read`. A reply moves the position as well. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["markRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show the customer for up to 25 s that an answer is being written; also marks as read
         * @description Show the customer for up to 25 s that an answer is being written; also marks as read. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["showTyping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * File a session away, for the calling agent only
         * @description File a session away, for the calling agent only. Needs the scope `agent`.
         */
        post: operations["archiveSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/unarchive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a session out of the archive again
         * @description Take a session out of the archive again. Needs the scope `agent`.
         */
        post: operations["unarchiveSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A session's messages: the newest page, or the one before, after or around a message
         * @description A session's messages: the newest page, or the one before, after or around a message. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["listMessages"];
        put?: never;
        /**
         * Reply to the customer
         * @description Reply to the customer. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["reply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/messages/{mid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Withdraw a reply that has not left; its next state says whether it was in time: `cancelled`, or where it has come
         * @description Withdraw a reply that has not left; its next state says whether it was in time: `cancelled`, or where it has come. Needs one of the scopes `agent`, `sessions:write`.
         */
        delete: operations["withdrawReply"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/messages/{mid}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a failed reply once more; of many at once one counts, the others get 409
         * @description Try a failed reply once more; of many at once one counts, the others get 409. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["retryReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/messages/{mid}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about a reply of which nobody knows whether WhatsApp took it: send it again, take it as sent, drop it
         * @description Decide about a reply of which nobody knows whether WhatsApp took it: send it again, take it as sent, drop it. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["resolveReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write an internal note into a session, also a closed one; the customer never gets it
         * @description It stands among the messages of the session, with `direction` `internal`, and is found like them. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["writeNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{id}/notes/{nid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete what a note says; only who wrote it can. Its place stays, as of a message that was deleted
         * @description Delete what a note says; only who wrote it can. Its place stays, as of a message that was deleted. Needs one of the scopes `agent`, `sessions:write`.
         */
        delete: operations["deleteNote"];
        options?: never;
        head?: never;
        /**
         * Change what a note says; only who wrote it can
         * @description Change what a note says; only who wrote it can. Needs one of the scopes `agent`, `sessions:write`.
         */
        patch: operations["editNote"];
        trace?: never;
    };
    "/v1/sessions/{id}/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Tell colleagues who see the session that the calling agent views it, writes in it, or has left it
         * @description Say it again every 3 s while it holds: after 8 s without a word the agent is taken for gone. Colleagues get `session.presence`, which is not stored: after a reconnect forget what was known, and take it from this answer. The customer sees nothing of it. Needs the scope `agent`.
         */
        put: operations["showPresence"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/{id}/raw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What Meta sent for a message; recorded in the audit
         * @description What Meta sent for a message; recorded in the audit. Needs the scope `sessions:raw`.
         */
        get: operations["getRawMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Replies that failed, need a decision or wait, over all sessions that the caller may see
         * @description Replies that failed, need a decision or wait, over all sessions that the caller may see. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["listReplies"];
        put?: never;
        /**
         * Reply to a customer in the session that is open with them on a number; it never opens one
         * @description The same as a reply in the session, for who knows the customer and not the session. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["replyTo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try many failed replies once more
         * @description Try many failed replies once more. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["retryReplies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about many replies of which nobody knows whether WhatsApp took them
         * @description Decide about many replies of which nobody knows whether WhatsApp took them. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["resolveReplies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/failed/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send again all replies that failed for one reason, such as an unpaid account
         * @description Send again all replies that failed for one reason, such as an unpaid account. Needs one of the scopes `agent`, `sessions:write`.
         */
        post: operations["retryFailedReplies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live events (server-sent); Last-Event-ID resumes, `reset` asks to load the lists again
         * @description Live events (server-sent); Last-Event-ID resumes, `reset` asks to load the lists again. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Customers of the sessions that the caller may see, most recently active first
         * @description Customers of the sessions that the caller may see, most recently active first. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["listCustomers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is known of a customer; agents may see one of the sessions with the customer
         * @description What is known of a customer; agents may see one of the sessions with the customer. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["getCustomer"];
        put?: never;
        post?: never;
        /**
         * Erase a customer: messages, files and identity; the receipt says when the streams have forgotten too
         * @description Erase a customer: messages, files and identity; the receipt says when the streams have forgotten too. Needs the scope `customers:erase`.
         */
        delete: operations["eraseCustomer"];
        options?: never;
        head?: never;
        /**
         * Give a customer a name of our own, which is shown everywhere, and a note for colleagues
         * @description Give a customer a name of our own, which is shown everywhere, and a note for colleagues. Needs one of the scopes `agent`, `sessions:write`.
         */
        patch: operations["updateCustomer"];
        trace?: never;
    };
    "/v1/customers/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a customer and another one for the same person; answers whom both are shown as
         * @description Lists, search, history, and erasing take them for one. Each keeps the own numbers and sessions, and is answered there; `unmerge` leaves both as they were. Needs the scope `customers:erase`.
         */
        post: operations["mergeCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/unmerge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back that a customer is another one; answers the customer as they are alone
         * @description Take back that a customer is another one; answers the customer as they are alone. Needs the scope `customers:erase`.
         */
        post: operations["unmergeCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything written between a customer and us, over all sessions that the caller may see
         * @description Who owns the open session with the customer on a number also gets what was written there before, whoever answered; that is recorded in the audit, and a setting forbids it. Needs one of the scopes `agent`, `sessions:read`.
         */
        get: operations["listCustomerMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is kept of a customer, as one archive
         * @description A ZIP archive of `customer.json`, `sessions.ndjson`, `messages.ndjson` and `files.ndjson`, which names the `path` at media-store where the caller gets each file. It ends early where it could not be read to its end; then it has no directory and does not open. Needs the scopes `sessions:read` and `media:read`.
         */
        get: operations["exportCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Extensions and queues that a session can be transferred to, by name
         * @description Extensions and queues that a session can be transferred to, by name. Needs one of the scopes `agent`, `sessions:read`, `sessions:write`, `directory:read`.
         */
        get: operations["listDestinations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quick-replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Shared quick replies and those of the calling extension, by shortcut
         * @description Shared quick replies and those of the calling extension, by shortcut. Needs one of the scopes `agent`, `directory:read`, `directory:write`.
         */
        get: operations["listQuickReplies"];
        put?: never;
        /**
         * Add a quick reply: an own one, or with the scope directory:write a shared one
         * @description Add a quick reply: an own one, or with the scope directory:write a shared one. Needs one of the scopes `agent`, `directory:write`.
         */
        post: operations["createQuickReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quick-replies/{id}/fill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The text of a quick reply for one session, its placeholders filled; nothing is sent
         * @description The text of a quick reply for one session, its placeholders filled; nothing is sent. Needs the scope `agent`.
         */
        post: operations["fillQuickReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quick-replies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a quick reply; answers what it was
         * @description Delete a quick reply; answers what it was. Needs one of the scopes `agent`, `directory:write`.
         */
        delete: operations["deleteQuickReply"];
        options?: never;
        head?: never;
        /**
         * Change a quick reply
         * @description Change a quick reply. Needs one of the scopes `agent`, `directory:write`.
         */
        patch: operations["updateQuickReply"];
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the caller is: name, scopes, extension and queues
         * @description Who the caller is: name, scopes, extension and queues. Needs one of the scopes `channels:read`, `channels:write`, `directory:read`, `directory:write`, `sessions:read`, `sessions:write`, `sessions:raw`, `agent`, `media:read`, `media:write`, `stats:read`, `customers:erase`, `ops:read`, `ops:write`, `keys:write`.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sends/{messageId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One reply on its way to Meta: its state and every step of every attempt
         * @description One reply on its way to Meta: its state and every step of every attempt. Needs one of the scopes `ops:read`, `sessions:read`.
         */
        get: operations["getSend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of each number: its limit, what comes in, and how many replies wait
         * @description Of each number: its limit, what comes in, and how many replies wait. Needs the scope `ops:read`.
         */
        get: operations["listRates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events that a handler of any service gave up on, newest first; a page may hold less than its limit and have a next
         * @description Events that a handler of any service gave up on, newest first; a page may hold less than its limit and have a next. Needs the scope `ops:read`.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{sequence}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dead letter; with the scope sessions:raw also the event itself, which is put on record
         * @description One dead letter; with the scope sessions:raw also the event itself, which is put on record. Needs the scope `ops:read`.
         */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hands those that the filter chooses, and nobody has replayed, to their handlers once more
         * @description Hands those that the filter chooses, and nobody has replayed, to their handlers once more. Needs the scope `ops:write`.
         */
        post: operations["replayDeadLetters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters/{sequence}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hands the event to its handlers once more; whoever handled it before ignores it
         * @description Hands the event to its handlers once more; whoever handled it before ignores it. Needs the scope `ops:write`.
         */
        post: operations["replayDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a file to send, 100 MB (104,857,600 bytes) at most
         * @description Upload a file to send, 100 MB (104,857,600 bytes) at most. Needs one of the scopes `media:write`, `agent`.
         */
        post: operations["uploadFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a file is and how long it is kept
         * @description What a file is and how long it is kept. Needs one of the scopes `media:read`, `agent`.
         */
        get: operations["getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bytes of a file; takes Range
         * @description The bytes of a file; takes Range. Needs one of the scopes `media:read`, `agent`.
         */
        get: operations["getFileContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/m/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A signed link, /m/{token}/{filename}: the file as WhatsApp fetches it
         * @description A signed link, /m/{token}/{filename}: the file as WhatsApp fetches it.
         */
        get: operations["followFileLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The chores, when each ran last, and what all janitors have done
         * @description The chores, when each ran last, and what all janitors have done. Needs the scope `ops:read`.
         */
        get: operations["listRuns"];
        put?: never;
        /**
         * Runs a chore now and answers what came of it; `error` says why it failed
         * @description Runs a chore now and answers what came of it; `error` says why it failed. Needs the scope `ops:write`.
         */
        post: operations["runChore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages received and sent, per channel and number
         * @description Messages received and sent, per channel and number. Needs the scope `stats:read`.
         */
        get: operations["countByChannel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/timeseries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same counts by local hour or day
         * @description The same counts by local hour or day. Needs the scope `stats:read`.
         */
        get: operations["countOverTime"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Failed messages by reason
         * @description Failed messages by reason. Needs the scope `stats:read`.
         */
        get: operations["countFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/selfcheck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compares the counters with a recount of every message; differences must be 0
         * @description Compares the counters with a recount of every message; differences must be 0. Needs the scope `stats:read`.
         */
        get: operations["checkCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/channels.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The channels report as a table
         * @description The channels report as a table. Needs the scope `stats:read`.
         */
        get: operations["downloadCountsByChannel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/timeseries.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The timeseries report as a table
         * @description The timeseries report as a table. Needs the scope `stats:read`.
         */
        get: operations["downloadCountsOverTime"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/failures.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The failures report as a table
         * @description The failures report as a table. Needs the scope `stats:read`.
         */
        get: operations["downloadFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in, and until when
         * @description A page asks before it opens a stream of events again: a stream does not tell why it was refused. Needs the scope `agent`.
         */
        get: operations["getConsoleSession"];
        put?: never;
        post?: never;
        /**
         * Ends this sign-in
         * @description Ends this sign-in. Needs the scope `agent`.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs the browser in with the code of a link, once
         * @description Signs the browser in with the code of a link, once.
         */
        post: operations["signInByCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where somebody is signed in: the caller, or for administrators any person
         * @description Where somebody is signed in: the caller, or for administrators any person. Needs one of the scopes `agent`, `keys:write`.
         */
        get: operations["listSignIns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends a sign-in: one of the caller, or for administrators anybody’s
         * @description Its next call is refused; streams of events that it has open end within seconds. Needs one of the scopes `agent`, `keys:write`.
         */
        delete: operations["endSignIn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes a link that signs somebody in once, within a day
         * @description Only where WABX_SIGN_IN_LINKS is set, which production does not start with: for a development stack. Needs the scope `keys:write`.
         */
        post: operations["makeSignInLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptedReply: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            sessionId?: string;
            /** @enum {string} */
            direction: "inbound" | "outbound" | "internal";
            /** @enum {string} */
            origin: "customer" | "standby" | "phone" | "history" | "agent";
            kind: string;
            waMessageId?: string;
            state: ("accepted" | "queued" | "sending" | "retry_wait" | "unknown" | "needs_review" | "sent" | "failed" | "cancelled" | "delivered" | "read" | "played") | ("received" | "noted");
            attempt?: number;
            /** @enum {string} */
            decision?: "retry" | "resend" | "treat-as-sent" | "discard" | "withdraw";
            reason?: string;
            reasonSentence?: {
                en: string;
                "zh-CN": string;
            };
            error?: {
                code?: number;
                title?: string;
                details?: string;
                traceId?: string;
                class: string;
                httpStatus?: number;
                /** @enum {string} */
                next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                /** Format: date-time */
                nextAt?: string;
                sentence: {
                    en: string;
                    "zh-CN": string;
                };
                cause?: {
                    code?: number;
                    title?: string;
                    details?: string;
                    traceId?: string;
                    class: string;
                    httpStatus?: number;
                    /** @enum {string} */
                    next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                    /** Format: date-time */
                    nextAt?: string;
                    sentence: {
                        en: string;
                        "zh-CN": string;
                    };
                };
            };
            content: components["schemas"]["InboundContent"] | components["schemas"]["OutboundContent"] | components["schemas"]["NoteContent"];
            file?: components["schemas"]["FileState"];
            replyTo?: {
                waMessageId: string;
                /** Format: uuid */
                messageId?: string;
            };
            /** @enum {string} */
            forwarded?: "once" | "many";
            referral?: {
                sourceType?: string;
                sourceId?: string;
                sourceUrl?: string;
                headline?: string;
                body?: string;
                clickId?: string;
                mediaType?: string;
                mediaId?: string;
                imageUrl?: string;
                videoUrl?: string;
                thumbnailUrl?: string;
                welcomeText?: string;
            };
            referredProduct?: {
                catalogId?: string;
                productRetailerId?: string;
            };
            reactions?: {
                /** @enum {string} */
                by: "customer" | "business";
                emoji: string;
            }[];
            /** @constant */
            test?: true;
            /** Format: date-time */
            editedAt?: string;
            /** Format: date-time */
            revokedAt?: string;
            /** @enum {string} */
            standsFor?: "edited" | "reacted-to";
            /** Format: uuid */
            joinedTo?: string;
            late?: boolean;
            author?: {
                /** Format: uuid */
                id: string;
                name?: string;
            };
            writtenBy?: {
                keyId: string;
                name: string;
            };
            /** Format: date-time */
            sentAt: string;
            /** @constant */
            sentAtFrom?: "receipt";
            /** Format: date-time */
            receivedAt: string;
            position: number;
            /** @description For the next reply of the same author */
            claimEpoch: number;
        };
        AccountNotice: {
            id: string;
            /** @description Meta's webhook field, such as account_update */
            field: string;
            phoneNumberId?: string;
            /** Format: date-time */
            receivedAt: string;
            /** @description Meta's own object, unchanged */
            value: {
                [key: string]: unknown;
            };
        };
        ActedBy: components["schemas"]["ActedByExtension"] | components["schemas"]["ActedBySupervisor"];
        ActedByExtension: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "extension";
            /** Format: uuid */
            id: string;
            name?: string;
            number?: string;
        };
        ActedBySupervisor: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "supervisor";
            /** @description Of the API key or the person */
            name: string;
        };
        AddNumberProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PHONE_NUMBER_ID_TAKEN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        AddressedReply: components["schemas"]["AddressedReplyText"] | components["schemas"]["AddressedReplyImage"] | components["schemas"]["AddressedReplyAudio"] | components["schemas"]["AddressedReplyVideo"] | components["schemas"]["AddressedReplyDocument"] | components["schemas"]["AddressedReplySticker"] | components["schemas"]["AddressedReplyLocation"] | components["schemas"]["AddressedReplyContacts"] | components["schemas"]["AddressedReplyReaction"] | components["schemas"]["AddressedReplyInteractive"] | components["schemas"]["AddressedReplyTemplate"];
        AddressedReplyAudio: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "audio";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                voice?: boolean;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyContacts: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "contacts";
            contacts: {
                name: {
                    formatted_name: string;
                    first_name?: string;
                    last_name?: string;
                    middle_name?: string;
                    prefix?: string;
                    suffix?: string;
                };
                phones?: {
                    phone: string;
                    type?: string;
                    wa_id?: string;
                }[];
                emails?: {
                    email: string;
                    type?: string;
                }[];
                urls?: {
                    url: string;
                    type?: string;
                }[];
                addresses?: {
                    street?: string;
                    city?: string;
                    state?: string;
                    zip?: string;
                    country?: string;
                    country_code?: string;
                    type?: string;
                }[];
                org?: {
                    company?: string;
                    department?: string;
                    title?: string;
                };
                /** Format: date */
                birthday?: string;
            }[];
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyDocument: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "document";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                caption?: string;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyImage: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "image";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                caption?: string;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyInteractive: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "interactive";
            interactive: {
                /** @constant */
                type: "button";
                header?: {
                    /** @constant */
                    type: "text";
                    text: string;
                } | {
                    /** @constant */
                    type: "image";
                    image: {
                        id: string;
                    } | {
                        /** Format: uri */
                        link: string;
                    };
                } | {
                    /** @constant */
                    type: "video";
                    video: {
                        id: string;
                    } | {
                        /** Format: uri */
                        link: string;
                    };
                } | {
                    /** @constant */
                    type: "document";
                    document: {
                        id: string;
                    } | {
                        /** Format: uri */
                        link: string;
                    };
                };
                body: {
                    text: string;
                };
                footer?: {
                    text: string;
                };
                action: {
                    buttons: {
                        /** @constant */
                        type: "reply";
                        reply: {
                            id: string;
                            title: string;
                        };
                    }[];
                };
            } | {
                /** @constant */
                type: "list";
                header?: {
                    /** @constant */
                    type: "text";
                    text: string;
                };
                body: {
                    text: string;
                };
                footer?: {
                    text: string;
                };
                action: {
                    button: string;
                    sections: {
                        title?: string;
                        rows: {
                            id: string;
                            title: string;
                            description?: string;
                        }[];
                    }[];
                };
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyLocation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "location";
            location: {
                latitude: number;
                longitude: number;
                name?: string;
                address?: string;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyReaction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reaction";
            reaction: {
                /** Format: uuid */
                messageId: string;
                emoji?: string;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
        };
        AddressedReplySticker: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sticker";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyTemplate: {
            /**
             * @description Always refused with TYPE_NOT_ALLOWED (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "template";
        };
        AddressedReplyText: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "text";
            text: {
                body: string;
                previewUrl?: boolean;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        AddressedReplyVideo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                caption?: string;
            };
            /** @description Our number: Meta's id of it, or as it is dialled */
            from: string;
            /** @description The customer: their phone number, business-scoped user id, or customer's id */
            to: string;
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch?: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ApiKey: {
            id: string;
            name: string;
            scopes: ("channels:read" | "channels:write" | "directory:read" | "directory:write" | "sessions:read" | "sessions:write" | "sessions:raw" | "agent" | "media:read" | "media:write" | "stats:read" | "customers:erase" | "ops:read" | "ops:write" | "keys:write")[];
            /** Format: uuid */
            extensionId?: string;
            revoked: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt?: string;
            /** Format: date-time */
            revokedAt?: string;
            /**
             * Format: date-time
             * @description To about an hour; missing for a key that was never used
             */
            lastUsedAt?: string;
        };
        ApplyConfigurationProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "IN_USE" | "LAST_ADMIN" | "NAME_TAKEN" | "NOT_FOUND" | "NUMBER_TAKEN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PHONE_NUMBER_ID_TAKEN" | "SCOPE_BEYOND_OWN" | "SCOPE_MISSING" | "SIGN_IN_TAKEN" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        ArchiveSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        AuditRecord: {
            id: string;
            /** Format: date-time */
            at: string;
            by: {
                keyId: string;
                /** @description As it was then */
                name: string;
                address?: string;
                requestId?: string;
            };
            action: string;
            targetId: string;
            /** @description Names of what was changed, secrets too */
            fields: string[];
            /** @description What it was; never a secret */
            before?: {
                [key: string]: unknown;
            };
            /** @description What it is now; never a secret */
            after?: {
                [key: string]: unknown;
            };
            /** @description Of a replay: what it was to take */
            filter?: {
                [key: string]: unknown;
            };
            /** @description What came of it; of a replay or a run it is missing before it has ended */
            outcome?: {
                [key: string]: unknown;
            };
        };
        AuditVerification: {
            intact: boolean;
            /** @description The first entry that is missing, or not what it was */
            brokenAt?: number;
            /** @enum {string} */
            fault?: "missing" | "altered";
            /** @description Entries that were found in order */
            entries: number;
            /** @description 1, unless somebody has removed the oldest entries */
            firstSequence?: number;
            /** @description The newest entry that was found in order; keep it elsewhere to compare later */
            head?: {
                sequence: number;
                sha256: string;
            };
            /** @description The newest head that the stream of events has kept, for eight days */
            told?: {
                sequence: number;
                sha256: string;
            };
        };
        Channel: {
            /** Format: uuid */
            id: string;
            /** @constant */
            type: "whatsapp";
            name: string;
            publicUrl: string;
            /** @description Callback URL to paste at Meta */
            webhookUrl: string;
            /** @description Verify token to paste at Meta */
            verifyToken: string;
            accessToken: {
                last4: string;
                /** @description null: never; or not known, then checkedAt is missing */
                expiresAt: string | null;
                /**
                 * Format: date-time
                 * @description When Meta last told
                 */
                checkedAt?: string;
            };
            appSecret: {
                last4: string;
                /** @description Valid until the rotation is closed */
                previous?: {
                    last4: string;
                };
            };
            appId?: string;
            wabaId?: string;
            settings: {
                sessionIdleSeconds: number;
                mediaRetentionSeconds: number;
                /** @enum {string} */
                mediaDelivery: "link" | "upload";
            };
            numbers: components["schemas"]["Number"][];
            status: {
                /** @enum {string} */
                state: "connected" | "degraded" | "connect_failed" | "subscription_invalid" | "token_expiring" | "unchecked";
                /** @description The worst of the reasons, as `<check>:<fault>` */
                reason?: string;
                sentence?: {
                    en: string;
                    "zh-CN": string;
                };
                /** @description Every fault, the worst first; the doctor shows the same */
                reasons: components["schemas"]["Reason"][];
                /** Format: date-time */
                at: string;
            };
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ChannelPatch: {
            name?: string;
            /** @description One of WABX_PUBLIC_URLS; may be left out when there is only one */
            publicUrl?: string;
            accessToken?: string;
            /** @description The one before stays valid until the rotation is closed */
            appSecret?: string;
            appId?: string | null;
            wabaId?: string | null;
            settings?: {
                sessionIdleSeconds?: number;
                mediaRetentionSeconds?: number;
                /** @enum {string} */
                mediaDelivery?: "link" | "upload";
            };
        };
        Check: {
            /** @enum {string} */
            id: "base-url" | "meta" | "access-token" | "token-expiry" | "token-scopes" | "token-account" | "app-secret" | "numbers" | "number-health" | "sending" | "test-number" | "app-subscribed" | "handshake" | "callback" | "messages-field" | "media-link" | "media-fetch" | "streams" | "account-notices" | "held-back" | "destinations" | "last-webhook" | "last-message-in" | "last-reply-delivered";
            /**
             * @description unknown: not seen yet, or a check it rests on is not ok (dependsOn)
             * @enum {string}
             */
            state: "ok" | "warning" | "failed" | "unknown";
            /** @description Checks that must be put right before this one can be made */
            dependsOn?: ("base-url" | "meta" | "access-token" | "token-expiry" | "token-scopes" | "token-account" | "app-secret" | "numbers" | "number-health" | "sending" | "test-number" | "app-subscribed" | "handshake" | "callback" | "messages-field" | "media-link" | "media-fetch" | "streams" | "account-notices" | "held-back" | "destinations" | "last-webhook" | "last-message-in" | "last-reply-delivered")[];
            /** @description What was seen, as it was seen; never a secret */
            evidence: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description When it was seen
             */
            at: string;
            sentence: {
                en: string;
                "zh-CN": string;
            };
            repair?: {
                sentence: {
                    en: string;
                    "zh-CN": string;
                };
                /** @description Where Meta lets us do it */
                call?: {
                    /** @constant */
                    method: "POST";
                    path: string;
                };
            };
        };
        CheckCountsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ClaimSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "ALREADY_CLAIMED" | "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_CLAIMABLE" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "SESSION_CLOSED" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CloseSecretRotationProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        CloseSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CloseSessionsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CloseSome: {
            sessionIds: string[];
        };
        ConsoleSession: {
            /**
             * Format: uuid
             * @description Of this sign-in, as in the list of them
             */
            id: string;
            person: {
                /**
                 * Format: uuid
                 * @description Of the extension
                 */
                id: string;
                number: string;
                name: string;
                /** @enum {string} */
                role: "agent" | "supervisor" | "administrator";
                scopes: ("channels:read" | "channels:write" | "directory:read" | "directory:write" | "sessions:read" | "sessions:write" | "sessions:raw" | "agent" | "media:read" | "media:write" | "stats:read" | "customers:erase" | "ops:read" | "ops:write" | "keys:write")[];
            };
            /**
             * @description By a link, an identity provider, or a password
             * @enum {string}
             */
            way: "link" | "issuer" | "password";
            /** Format: date-time */
            startedAt: string;
            /**
             * Format: date-time
             * @description Unless it is used before: then 12 hours later, at most 7 days after its start
             */
            endsAt: string;
        };
        CountByChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        CountFailuresProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        CountOverTimeProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        CountSessionsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        CreateApiKeyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_BEYOND_OWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CreateChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NAME_TAKEN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PHONE_NUMBER_ID_TAKEN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CreateExtensionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NUMBER_TAKEN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_BEYOND_OWN" | "SCOPE_MISSING" | "SIGN_IN_TAKEN" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CreateQueueProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NAME_TAKEN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CreateQuickReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "SHORTCUT_TAKEN" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "TOO_MANY_QUICK_REPLIES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        CreatedApiKey: {
            id: string;
            name: string;
            scopes: ("channels:read" | "channels:write" | "directory:read" | "directory:write" | "sessions:read" | "sessions:write" | "sessions:raw" | "agent" | "media:read" | "media:write" | "stats:read" | "customers:erase" | "ops:read" | "ops:write" | "keys:write")[];
            /** Format: uuid */
            extensionId?: string;
            revoked: boolean;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt?: string;
            /** Format: date-time */
            revokedAt?: string;
            /**
             * Format: date-time
             * @description To about an hour; missing for a key that was never used
             */
            lastUsedAt?: string;
            /** @description Shown this once: Authorization: Bearer <token> */
            token: string;
        };
        Customer: {
            /** Format: uuid */
            id: string;
            /** @description As sessions show the customer: the own name, else the one on WhatsApp */
            name?: string;
            /** @description What we call the customer */
            ownName?: string;
            /** @description What we know about the customer; they never see it */
            note?: string;
            whatsapp: {
                name?: string;
                username?: string;
            };
            phone?: string;
            /** @description Business-scoped user id */
            userId?: string;
            /** Format: date-time */
            firstContactAt: string;
            /** Format: date-time */
            lastContactAt?: string;
            /** @description Every number and id by which WhatsApp knows the customer now */
            aliases: {
                /** Format: uuid */
                channelId: string;
                channelName?: string;
                /** @enum {string} */
                kind: "phone" | "user_id";
                /** @description A phone number without its plus, or a business-scoped user id */
                value: string;
            }[];
            /** @description Those that the caller may see */
            openSessions: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                channelId: string;
                phoneNumberId: string;
                e164?: string;
            }[];
            /** @description Customers whom an administrator has merged into this one */
            merged: {
                /** Format: uuid */
                id: string;
                name?: string;
                phone?: string;
            }[];
        };
        CustomerChange: {
            /** @description Shown instead of the name on WhatsApp; null takes it away */
            name?: string | null;
            /** @description For colleagues; null takes it away */
            note?: string | null;
        };
        CustomerMerge: {
            /**
             * Format: uuid
             * @description The customer that the two are shown as
             */
            into: string;
        };
        Customers: {
            items: components["schemas"]["ListedCustomer"][];
            nextCursor?: string;
        };
        DeadLetter: {
            consumer: string;
            stream: string;
            streamSequence: number;
            subject: string;
            reason: string;
            deliveries: number;
            /** Format: date-time */
            at: string;
            sequence: number;
            channelId: string;
            replays: number;
        };
        DeadLetterWithEvent: {
            consumer: string;
            stream: string;
            streamSequence: number;
            subject: string;
            reason: string;
            deliveries: number;
            /** Format: date-time */
            at: string;
            headers?: {
                [key: string]: string;
            };
            bodyBase64?: string;
            sequence: number;
            channelId: string;
            replays: number;
        };
        Decided: {
            items: {
                /** Format: uuid */
                id: string;
                /** @description DECIDED, or why not: the codes of a single decision */
                code: string;
                detail?: string;
            }[];
        };
        DeleteChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRECONDITION_REQUIRED" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        DeleteExtensionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "IN_USE" | "LAST_ADMIN" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRECONDITION_REQUIRED" | "SCOPE_BEYOND_OWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        DeleteNoteProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOTE_NOT_FOUND" | "NOT_AUTHOR" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        DeleteQueueProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "IN_USE" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRECONDITION_REQUIRED" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        DeleteQuickReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "QUICK_REPLY_NOT_FOUND" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        Destination: {
            /** @enum {string} */
            type: "extension" | "queue";
            /** Format: uuid */
            id: string;
        };
        Destinations: {
            items: components["schemas"]["FoundDestination"][];
            nextCursor?: string;
        };
        DownloadCountsByChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        DownloadCountsOverTimeProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        DownloadFailuresProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        EditNoteProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOTE_NOT_FOUND" | "NOT_AUTHOR" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        EndSignInProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CROSS_ORIGIN" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        EraseCustomerProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CUSTOMER_NOT_FOUND" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ErasureReceipt: {
            /** Format: uuid */
            customerId: string;
            /** Format: date-time */
            erasedAt: string;
            erasedBy: string;
            sessions: number;
            messages: number;
            files: number;
            /** @description What we sent and that others were sent too, or sent us; it ends with its own time */
            keptFiles: {
                /** Format: uuid */
                fileId: string;
                /** @constant */
                why: "in-other-conversations";
            }[];
            /**
             * @description Unfinished: not every service has answered yet; it is tried again, also by asking again
             * @enum {string}
             */
            state: "finished" | "unfinished";
            /** @description By then each stream has forgotten what it carried of the customer */
            streamsForgetBy: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description Until then what the customer sent before is not taken again, however late a copy comes
             */
            refusedUntil: string;
        };
        ExamineChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ExportConfigurationProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ExportCustomerProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CUSTOMER_NOT_FOUND" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        Extension: {
            /** Format: uuid */
            id: string;
            number: string;
            name: string;
            /** @description Missing: nobody signs in as this extension by a token alone */
            signIn?: {
                /** @description As its tokens say in `iss`; `wabx` for an account of the console itself */
                issuer: "wabx" | string;
                /** @description The issuer’s own name for the person: `sub` of their tokens */
                subject: string;
            } | {
                /** @description Without it the first issuer that the services are configured with */
                issuer?: "wabx" | string;
                /**
                 * Format: email
                 * @description Counts only in a token that says `email_verified`
                 */
                email: string;
            };
            /** @enum {string} */
            role: "agent" | "supervisor" | "administrator";
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        ExtensionDeleted: {
            /** @description Missing when the router did not answer; it releases them as soon as it runs */
            releasedSessions?: {
                /** @description Nobody owns them any more: all agents of their queues see them */
                toQueues: number;
                /** @description They were of this extension alone: transfer them */
                orphaned: number;
            };
            sentence: {
                en: string;
                "zh-CN": string;
            };
        };
        ExtensionPatch: {
            number?: string;
            name?: string;
            /** @description null: nobody signs in by a token alone */
            signIn?: ({
                /** @description As its tokens say in `iss`; `wabx` for an account of the console itself */
                issuer: "wabx" | string;
                /** @description The issuer’s own name for the person: `sub` of their tokens */
                subject: string;
            } | {
                /** @description Without it the first issuer that the services are configured with */
                issuer?: "wabx" | string;
                /**
                 * Format: email
                 * @description Counts only in a token that says `email_verified`
                 */
                email: string;
            }) | null;
            /**
             * @description What the person may do who signs in with `signIn`
             * @enum {string}
             */
            role?: "agent" | "supervisor" | "administrator";
        };
        FileState: {
            /** @enum {string} */
            state: "fetching" | "held" | "stored" | "failed" | "expired";
            /** Format: date-time */
            heldUntil?: string;
            mimeType?: string;
            size?: number;
            sha256?: string;
            filename?: string;
            /** Format: date-time */
            expiresAt?: string;
        };
        FillQuickReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "QUICK_REPLY_NOT_FOUND" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        FilledQuickReply: {
            text: string;
            /** @description Placeholders for which nothing is known: they are left out */
            missing: ("customer.name" | "customer.phone" | "agent.name" | "agent.number" | "channel.name")[];
        };
        FollowFileLinkProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "FILE_EXPIRED" | "FILE_FAILED" | "FILE_NOT_FOUND" | "FILE_NOT_READY" | "INTERNAL" | "INVALID_INPUT" | "RANGE_NOT_SATISFIABLE" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE";
        } & {
            [key: string]: unknown;
        });
        FoundDestination: components["schemas"]["FoundDestinationExtension"] | components["schemas"]["FoundDestinationQueue"];
        FoundDestinationExtension: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "extension";
            /** Format: uuid */
            id: string;
            name: string;
            number: string;
        };
        FoundDestinationQueue: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "queue";
            /** Format: uuid */
            id: string;
            name: string;
            /** @description How many extensions are in the queue */
            agents: number;
        };
        FoundSession: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            channelId: string;
            channelName?: string;
            number: {
                phoneNumberId: string;
                e164?: string;
            };
            customer: {
                /** Format: uuid */
                id: string;
                name?: string;
                phone?: string;
                userId?: string;
            };
            /** @enum {string} */
            state: "open" | "closed";
            destination?: components["schemas"]["NamedDestination"];
            assignee?: {
                /** Format: uuid */
                id: string;
                name?: string;
            };
            claimEpoch: number;
            /** Format: date-time */
            openedAt: string;
            /** Format: date-time */
            closedAt?: string;
            /** Format: date-time */
            lastActivityAt?: string;
            /** Format: date-time */
            idleClosesAt: string;
            /** Format: date-time */
            replyWindowClosesAt: string;
            lastMessage?: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                direction: "inbound" | "outbound";
                kind: string;
                /** Format: date-time */
                at?: string;
                state?: ("accepted" | "queued" | "sending" | "retry_wait" | "unknown" | "needs_review" | "sent" | "failed" | "cancelled" | "delivered" | "read" | "played") | ("received" | "noted");
                author?: {
                    /** Format: uuid */
                    id: string;
                    name?: string;
                };
                writtenBy?: {
                    keyId: string;
                    name: string;
                };
                preview?: string;
                previews?: {
                    en: string;
                    "zh-CN": string;
                };
            };
            eventNo: number;
            hits?: components["schemas"]["SearchHit"][];
            /** @description Messages of the customer that the caller's extension has not read, at most 100; none in a closed session. Missing for callers without extension */
            unread?: number;
            /**
             * Format: uuid
             * @description The customer's message up to which the caller's extension has read
             */
            readUpTo?: string;
            /** @description Whether the caller's extension has filed the session away */
            archived?: boolean;
        };
        GetApiKeyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetConsoleSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetCustomerProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CUSTOMER_NOT_FOUND" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetDeadLetterProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "DEAD_LETTER_NOT_FOUND" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetExtensionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetFileContentProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "FILE_EXPIRED" | "FILE_FAILED" | "FILE_NOT_FOUND" | "FILE_NOT_READY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "RANGE_NOT_SATISFIABLE" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetFileProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "FILE_EXPIRED" | "FILE_NOT_FOUND" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetMeProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetNumberProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetQuarantinedProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetQueueProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetRawMessageProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetSendProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "SEND_NOT_FOUND" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        GetTimelineProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        InboundContent: components["schemas"]["InboundContentText"] | components["schemas"]["InboundContentImage"] | components["schemas"]["InboundContentAudio"] | components["schemas"]["InboundContentVideo"] | components["schemas"]["InboundContentDocument"] | components["schemas"]["InboundContentSticker"] | components["schemas"]["InboundContentLocation"] | components["schemas"]["InboundContentContacts"] | components["schemas"]["InboundContentButtonReply"] | components["schemas"]["InboundContentListReply"] | components["schemas"]["InboundContentFlowReply"] | components["schemas"]["InboundContentCallPermission"] | components["schemas"]["InboundContentOrder"] | components["schemas"]["InboundContentUnsupported"] | components["schemas"]["InboundContentUnknown"] | components["schemas"]["InboundContentReaction"] | components["schemas"]["InboundContentEdit"] | components["schemas"]["InboundContentRevoke"] | components["schemas"]["InboundContentSystem"];
        InboundContentAudio: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "audio";
            media: components["schemas"]["ReceivedFile"];
        };
        InboundContentButtonReply: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "button_reply";
            buttonReply: {
                id?: string;
                title?: string;
            };
        };
        InboundContentCallPermission: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "call_permission";
            callPermission: {
                response: string;
                /** Format: date-time */
                expiresAt?: string;
            };
        };
        InboundContentContacts: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "contacts";
            contacts: {
                [key: string]: unknown;
            }[];
        };
        InboundContentDocument: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "document";
            media: components["schemas"]["ReceivedFile"];
        };
        InboundContentEdit: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "edit";
            edit: {
                target: string;
                content?: components["schemas"]["PlainContent"];
            };
        };
        InboundContentFlowReply: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "flow_reply";
            flowReply: {
                name?: string;
                body?: string;
                response?: unknown;
            };
        };
        InboundContentImage: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "image";
            media: components["schemas"]["ReceivedFile"];
        };
        InboundContentListReply: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "list_reply";
            listReply: {
                id?: string;
                title?: string;
                description?: string;
            };
        };
        InboundContentLocation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "location";
            location: {
                latitude?: number;
                longitude?: number;
                name?: string;
                address?: string;
                url?: string;
            };
        };
        InboundContentOrder: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "order";
            order: {
                catalogId?: string;
                text?: string;
                items: {
                    productRetailerId?: string;
                    quantity?: number | string;
                    itemPrice?: number | string;
                    currency?: string;
                    raw?: unknown;
                }[];
            };
        };
        InboundContentReaction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "reaction";
            reaction: {
                target: string;
                emoji?: string;
            };
        };
        InboundContentRevoke: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "revoke";
            revoke: {
                target: string;
            };
        };
        InboundContentSticker: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "sticker";
            media: components["schemas"]["ReceivedFile"];
        };
        InboundContentSystem: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "system";
            system: {
                type: string;
                body?: string;
                waId?: string;
                userId?: string;
                previousUserId?: string;
            };
        };
        InboundContentText: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "text";
            text: {
                body: string;
            };
        };
        InboundContentUnknown: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "unknown";
            unknown: {
                type: string;
            };
        };
        InboundContentUnsupported: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "unsupported";
            unsupported: {
                type?: string;
                errors: {
                    code?: number;
                    title?: string;
                    details?: string;
                }[];
            };
        };
        InboundContentVideo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "video";
            media: components["schemas"]["ReceivedFile"];
        };
        ListApiKeysProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListAuditProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListChannelsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListCustomerMessagesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CUSTOMER_NOT_FOUND" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListCustomersProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListDeadLettersProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListDestinationsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListExtensionsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListMessagesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListNoticesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListNumbersProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListPublicUrlsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListQuarantinedProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListQueuesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListQuickRepliesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListRatesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListRepliesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListRunsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListSessionsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListSignInsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        ListedCustomer: {
            /** Format: uuid */
            id: string;
            /** @description As sessions show the customer: the own name, else the one on WhatsApp */
            name?: string;
            /** @description What we call the customer */
            ownName?: string;
            /** @description What we know about the customer; they never see it */
            note?: string;
            whatsapp: {
                name?: string;
                username?: string;
            };
            phone?: string;
            /** @description Business-scoped user id */
            userId?: string;
            /** Format: date-time */
            firstContactAt: string;
            /** Format: date-time */
            lastContactAt?: string;
        };
        LiveEvent: components["schemas"]["SessionChangedEvent"] | components["schemas"]["SessionLostEvent"] | components["schemas"]["MessageEvent"] | components["schemas"]["MessageChangedEvent"] | components["schemas"]["SessionReadEvent"] | components["schemas"]["SessionPresenceEvent"] | components["schemas"]["ResetEvent"] | components["schemas"]["PingEvent"];
        MakeSignInLinkProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CROSS_ORIGIN" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        MarkReadProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOTHING_TO_READ" | "NOT_FOUND" | "NOT_OWNER" | "NOT_SHOWN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        Me: {
            /**
             * @description An API key, or a person of the OIDC issuer
             * @enum {string}
             */
            kind: "key" | "person";
            id: string;
            name: string;
            scopes: ("channels:read" | "channels:write" | "directory:read" | "directory:write" | "sessions:read" | "sessions:write" | "sessions:raw" | "agent" | "media:read" | "media:write" | "stats:read" | "customers:erase" | "ops:read" | "ops:write" | "keys:write")[];
            /** @description The extension that the caller is; missing for systems and supervisors */
            extension?: {
                /** Format: uuid */
                id: string;
                number: string;
                name: string;
            };
            /** @description The queues whose agent the extension is, by name */
            queues: {
                /** Format: uuid */
                id: string;
                name: string;
                /** @enum {string} */
                assignmentMode: "manual" | "auto" | "none";
            }[];
            /**
             * Format: date-time
             * @description When the token of a person ends, or a key that was made to
             */
            expiresAt?: string;
        };
        MediaFile: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            direction: "inbound" | "outbound";
            /** @enum {string} */
            state: "fetching" | "held" | "stored" | "failed";
            /**
             * Format: date-time
             * @description Of a held file: until then WhatsApp is not asked for it
             */
            heldUntil?: string;
            mimeType?: string;
            size?: number;
            sha256?: string;
            filename?: string;
            error?: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            expiresAt: string;
        };
        MergeCustomerProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CUSTOMER_MERGED" | "CUSTOMER_NOT_FOUND" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        Message: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            sessionId?: string;
            /** @enum {string} */
            direction: "inbound" | "outbound" | "internal";
            /** @enum {string} */
            origin: "customer" | "standby" | "phone" | "history" | "agent";
            kind: string;
            waMessageId?: string;
            state: ("accepted" | "queued" | "sending" | "retry_wait" | "unknown" | "needs_review" | "sent" | "failed" | "cancelled" | "delivered" | "read" | "played") | ("received" | "noted");
            attempt?: number;
            /** @enum {string} */
            decision?: "retry" | "resend" | "treat-as-sent" | "discard" | "withdraw";
            reason?: string;
            reasonSentence?: {
                en: string;
                "zh-CN": string;
            };
            error?: {
                code?: number;
                title?: string;
                details?: string;
                traceId?: string;
                class: string;
                httpStatus?: number;
                /** @enum {string} */
                next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                /** Format: date-time */
                nextAt?: string;
                sentence: {
                    en: string;
                    "zh-CN": string;
                };
                cause?: {
                    code?: number;
                    title?: string;
                    details?: string;
                    traceId?: string;
                    class: string;
                    httpStatus?: number;
                    /** @enum {string} */
                    next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                    /** Format: date-time */
                    nextAt?: string;
                    sentence: {
                        en: string;
                        "zh-CN": string;
                    };
                };
            };
            content: components["schemas"]["InboundContent"] | components["schemas"]["OutboundContent"] | components["schemas"]["NoteContent"];
            file?: components["schemas"]["FileState"];
            replyTo?: {
                waMessageId: string;
                /** Format: uuid */
                messageId?: string;
            };
            /** @enum {string} */
            forwarded?: "once" | "many";
            referral?: {
                sourceType?: string;
                sourceId?: string;
                sourceUrl?: string;
                headline?: string;
                body?: string;
                clickId?: string;
                mediaType?: string;
                mediaId?: string;
                imageUrl?: string;
                videoUrl?: string;
                thumbnailUrl?: string;
                welcomeText?: string;
            };
            referredProduct?: {
                catalogId?: string;
                productRetailerId?: string;
            };
            reactions?: {
                /** @enum {string} */
                by: "customer" | "business";
                emoji: string;
            }[];
            /** @constant */
            test?: true;
            /** Format: date-time */
            editedAt?: string;
            /** Format: date-time */
            revokedAt?: string;
            /** @enum {string} */
            standsFor?: "edited" | "reacted-to";
            /** Format: uuid */
            joinedTo?: string;
            late?: boolean;
            author?: {
                /** Format: uuid */
                id: string;
                name?: string;
            };
            writtenBy?: {
                keyId: string;
                name: string;
            };
            /** Format: date-time */
            sentAt: string;
            /** @constant */
            sentAtFrom?: "receipt";
            /** Format: date-time */
            receivedAt: string;
            position: number;
        };
        /** @description State, file, reactions or text of a message are different now */
        MessageChangedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.changed";
            /** Format: uuid */
            sessionId: string;
            /** @description Counts the events of a session: one that was seen before is dropped */
            eventNo: number;
            /** Format: date-time */
            at: string;
            message: components["schemas"]["Message"];
            session?: components["schemas"]["Session"];
        };
        /** @description A message was written, or an internal note */
        MessageEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message";
            /** Format: uuid */
            sessionId: string;
            /** @description Counts the events of a session: one that was seen before is dropped */
            eventNo: number;
            /** Format: date-time */
            at: string;
            message: components["schemas"]["Message"];
            session: components["schemas"]["Session"];
        };
        Messages: {
            /** @description In the order in which they were written */
            items: components["schemas"]["Message"][];
            /** @description The page after this one in the direction of the walk */
            nextCursor?: string;
            /** @description Others were written before the first of these: `before` gets them */
            hasOlder: boolean;
            /** @description Others were written after the last of these: `after` gets them */
            hasNewer: boolean;
        };
        NamedDestination: {
            /** @enum {string} */
            type: "extension" | "queue";
            /** Format: uuid */
            id: string;
            name?: string;
            number?: string;
        };
        NewApiKey: {
            name: string;
            scopes: ("channels:read" | "channels:write" | "directory:read" | "directory:write" | "sessions:read" | "sessions:write" | "sessions:raw" | "agent" | "media:read" | "media:write" | "stats:read" | "customers:erase" | "ops:read" | "ops:write" | "keys:write")[];
            /**
             * Format: date-time
             * @description From then on the key opens nothing
             */
            expiresAt?: string;
            /**
             * Format: uuid
             * @description Binds an agent’s key to the extension that the agent is
             */
            extensionId?: string;
        };
        NewChannel: {
            name: string;
            /** @description One of WABX_PUBLIC_URLS; may be left out when there is only one */
            publicUrl?: string;
            accessToken: string;
            appSecret: string;
            appId?: string;
            wabaId?: string;
            /**
             * @default {
             *       "sessionIdleSeconds": 86400,
             *       "mediaRetentionSeconds": 259200,
             *       "mediaDelivery": "link"
             *     }
             */
            settings: {
                /** @default 86400 */
                sessionIdleSeconds: number;
                /** @default 259200 */
                mediaRetentionSeconds: number;
                /**
                 * @default link
                 * @enum {string}
                 */
                mediaDelivery: "link" | "upload";
            };
            /** @default [] */
            numbers: components["schemas"]["NewNumber"][];
        };
        NewExtension: {
            number: string;
            name: string;
            /** @description null: nobody signs in by a token alone */
            signIn?: ({
                /** @description As its tokens say in `iss`; `wabx` for an account of the console itself */
                issuer: "wabx" | string;
                /** @description The issuer’s own name for the person: `sub` of their tokens */
                subject: string;
            } | {
                /** @description Without it the first issuer that the services are configured with */
                issuer?: "wabx" | string;
                /**
                 * Format: email
                 * @description Counts only in a token that says `email_verified`
                 */
                email: string;
            }) | null;
            /**
             * @description What the person may do who signs in with `signIn`
             * @enum {string}
             */
            role?: "agent" | "supervisor" | "administrator";
        };
        NewNumber: {
            e164: string;
            phoneNumberId: string;
            destination: {
                /** @enum {string} */
                type: "extension" | "queue";
                /** Format: uuid */
                id: string;
            };
            /** @default 80 */
            sendsPerSecond: number;
        };
        NewQueue: {
            name: string;
            /**
             * @default manual
             * @enum {string}
             */
            assignmentMode: "manual" | "auto" | "none";
            /** @description Ids of extensions */
            agents?: string[];
        };
        NewQuickReply: {
            /**
             * @description For the calling extension alone, or for everybody
             * @enum {string}
             */
            scope: "own" | "shared";
            /** @description By which people find it while they write; one of a kind among the shared ones, and among those of an extension */
            shortcut: string;
            /** @description May have placeholders: `{customer.name}`, `{customer.phone}`, `{agent.name}`, `{agent.number}`, `{channel.name}` */
            text: string;
        };
        NewSignInLink: {
            /** Format: uuid */
            extensionId: string;
        };
        NoteBody: {
            text: {
                body: string;
            };
        };
        NoteContent: {
            /** @constant */
            kind: "note";
            text: {
                body: string;
            };
        };
        Number: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            channelId: string;
            e164: string;
            phoneNumberId: string;
            destination: components["schemas"]["Destination"];
            sendsPerSecond: number;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        NumberPatch: {
            e164?: string;
            phoneNumberId?: string;
            destination?: {
                /** @enum {string} */
                type: "extension" | "queue";
                /** Format: uuid */
                id: string;
            };
            sendsPerSecond?: number;
        };
        OutboundContent: components["schemas"]["OutboundContentText"] | components["schemas"]["OutboundContentImage"] | components["schemas"]["OutboundContentAudio"] | components["schemas"]["OutboundContentVideo"] | components["schemas"]["OutboundContentDocument"] | components["schemas"]["OutboundContentSticker"] | components["schemas"]["OutboundContentLocation"] | components["schemas"]["OutboundContentContacts"] | components["schemas"]["OutboundContentReaction"] | components["schemas"]["OutboundContentInteractive"];
        OutboundContentAudio: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "audio";
            media: components["schemas"]["SentFile"];
        };
        OutboundContentContacts: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "contacts";
            contacts: {
                [key: string]: unknown;
            }[];
        };
        OutboundContentDocument: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "document";
            media: components["schemas"]["SentFile"];
        };
        OutboundContentImage: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "image";
            media: components["schemas"]["SentFile"];
        };
        OutboundContentInteractive: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "interactive";
            interactive: {
                [key: string]: unknown;
            };
        };
        OutboundContentLocation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "location";
            location: {
                latitude: number;
                longitude: number;
                name?: string;
                address?: string;
            };
        };
        OutboundContentReaction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "reaction";
            reaction: {
                target: string;
                emoji?: string;
            };
        };
        OutboundContentSticker: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "sticker";
            media: components["schemas"]["SentFile"];
        };
        OutboundContentText: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "text";
            text: {
                body: string;
                previewUrl?: boolean;
            };
        };
        OutboundContentVideo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "video";
            media: components["schemas"]["SentFile"];
        };
        /** @description Every 15 s: a reader without it for longer connects again */
        PingEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ping";
            /** Format: date-time */
            at: string;
        };
        PlainContent: components["schemas"]["PlainContentText"] | components["schemas"]["PlainContentImage"] | components["schemas"]["PlainContentAudio"] | components["schemas"]["PlainContentVideo"] | components["schemas"]["PlainContentDocument"] | components["schemas"]["PlainContentSticker"] | components["schemas"]["PlainContentLocation"] | components["schemas"]["PlainContentContacts"] | components["schemas"]["PlainContentButtonReply"] | components["schemas"]["PlainContentListReply"] | components["schemas"]["PlainContentFlowReply"] | components["schemas"]["PlainContentCallPermission"] | components["schemas"]["PlainContentOrder"] | components["schemas"]["PlainContentUnsupported"] | components["schemas"]["PlainContentUnknown"];
        PlainContentAudio: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "audio";
            media: components["schemas"]["ReceivedFile"];
        };
        PlainContentButtonReply: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "button_reply";
            buttonReply: {
                id?: string;
                title?: string;
            };
        };
        PlainContentCallPermission: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "call_permission";
            callPermission: {
                response: string;
                /** Format: date-time */
                expiresAt?: string;
            };
        };
        PlainContentContacts: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "contacts";
            contacts: {
                [key: string]: unknown;
            }[];
        };
        PlainContentDocument: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "document";
            media: components["schemas"]["ReceivedFile"];
        };
        PlainContentFlowReply: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "flow_reply";
            flowReply: {
                name?: string;
                body?: string;
                response?: unknown;
            };
        };
        PlainContentImage: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "image";
            media: components["schemas"]["ReceivedFile"];
        };
        PlainContentListReply: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "list_reply";
            listReply: {
                id?: string;
                title?: string;
                description?: string;
            };
        };
        PlainContentLocation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "location";
            location: {
                latitude?: number;
                longitude?: number;
                name?: string;
                address?: string;
                url?: string;
            };
        };
        PlainContentOrder: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "order";
            order: {
                catalogId?: string;
                text?: string;
                items: {
                    productRetailerId?: string;
                    quantity?: number | string;
                    itemPrice?: number | string;
                    currency?: string;
                    raw?: unknown;
                }[];
            };
        };
        PlainContentSticker: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "sticker";
            media: components["schemas"]["ReceivedFile"];
        };
        PlainContentText: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "text";
            text: {
                body: string;
            };
        };
        PlainContentUnknown: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "unknown";
            unknown: {
                type: string;
            };
        };
        PlainContentUnsupported: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "unsupported";
            unsupported: {
                type?: string;
                errors: {
                    code?: number;
                    title?: string;
                    details?: string;
                }[];
            };
        };
        PlainContentVideo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "video";
            media: components["schemas"]["ReceivedFile"];
        };
        Presence: {
            /** @enum {string} */
            state: "viewing" | "typing" | "left";
        };
        Present: {
            /** @description Other agents who have the session open */
            items: {
                extension: {
                    /** Format: uuid */
                    id: string;
                    name?: string;
                    number?: string;
                };
                /** @enum {string} */
                state: "viewing" | "typing" | "left";
            }[];
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @description Stable: programs decide by it */
            code: string;
            /** @description For people: what is wrong, and what to do */
            detail: string;
            /** @description By it the call is found in the log */
            requestId: string;
            errors?: {
                /** @description JSON pointer (RFC 6901) to the field */
                pointer: string;
                detail: string;
            }[];
        } & {
            [key: string]: unknown;
        };
        Proof: {
            passed: boolean;
            /** @enum {string} */
            failedHop?: "webhook" | "signature" | "number" | "router" | "reply" | "send" | "status" | "delivery" | "feed";
            hops: {
                /** @enum {string} */
                hop: "webhook" | "signature" | "number" | "router" | "reply" | "send" | "status" | "delivery" | "feed";
                /** @enum {string} */
                state: "ok" | "failed" | "not-reached";
                sentence: {
                    en: string;
                    "zh-CN": string;
                };
                evidence?: {
                    [key: string]: unknown;
                };
            }[];
        };
        ProofInput: {
            /** @description Who writes to the number of the channel, now or within the last minute */
            customer: string;
            /** @default 60 */
            waitSeconds: number;
            /** @default This is a test of our WhatsApp channel. 这是 WhatsApp 渠道的测试。 */
            text: string;
        };
        ProveChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        PublicUrls: {
            items: {
                /** @description What `publicUrl` of the channel can be set to */
                publicUrl: string;
                /** @description What Meta's app would get as callback URL with it */
                webhookUrl: string;
                isCurrent: boolean;
                /** @description False: only this channel still has it, WABX_PUBLIC_URLS names it no more */
                isOffered: boolean;
                /** @description Why Meta would refuse its certificate */
                certificateFault?: string;
            }[];
        };
        Quarantined: {
            digest: string;
            /** Format: date-time */
            receivedAt: string;
            faults: {
                /** @enum {string} */
                reason: "unparsable" | "malformed-item" | "unknown-number" | "secret-of-another-app" | "too-large";
                detail: string;
                phoneNumberIds: string[];
            }[];
            id: string;
            channelId: string;
            /** @description Of the first fault */
            reason: string;
            /** @description Of the first fault */
            detail: string;
            /** @description The first number of the first fault */
            phoneNumberId?: string;
        };
        QuarantinedBody: {
            digest: string;
            /** Format: date-time */
            receivedAt: string;
            faults: {
                /** @enum {string} */
                reason: "unparsable" | "malformed-item" | "unknown-number" | "secret-of-another-app" | "too-large";
                detail: string;
                phoneNumberIds: string[];
            }[];
            id: string;
            channelId: string;
            /** @description Of the first fault */
            reason: string;
            /** @description Of the first fault */
            detail: string;
            /** @description The first number of the first fault */
            phoneNumberId?: string;
            /** @description The whole body as Meta sent it; only with the scope sessions:raw */
            rawBase64?: string;
        };
        Queue: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {string} */
            assignmentMode: "manual" | "auto" | "none";
            /** @description Ids of extensions */
            agents: string[];
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        QueuePatch: {
            name?: string;
            /** @enum {string} */
            assignmentMode?: "manual" | "auto" | "none";
            /** @description Ids of extensions */
            agents?: string[];
        };
        QuickReplies: {
            items: components["schemas"]["QuickReply"][];
            nextCursor?: string;
        };
        QuickReply: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            scope: "own" | "shared";
            shortcut: string;
            text: string;
            /** Format: date-time */
            updatedAt: string;
        };
        QuickReplyChange: {
            /** @description By which people find it while they write; one of a kind among the shared ones, and among those of an extension */
            shortcut?: string;
            /** @description May have placeholders: `{customer.name}`, `{customer.phone}`, `{agent.name}`, `{agent.number}`, `{channel.name}` */
            text?: string;
        };
        QuickReplyFilling: {
            /** Format: uuid */
            sessionId: string;
        };
        Rate: {
            phoneNumberId: string;
            /** Format: uuid */
            channelId: string;
            limitPerSecond: number;
            pacedPerSecond: number;
            inboundPerSecond: number;
            slowedTo: number;
            waiting: number;
            sending: number;
        };
        RawMessage: {
            /** Format: uuid */
            messageId: string;
            waMessageId: string | null;
            /** @description The element of the webhook's list, as Meta sent it; null where Meta sent none */
            raw: unknown;
            /** @description What Meta sent about the message later: reactions, edits, that it was deleted; oldest first */
            changes: {
                waMessageId: string;
                /** Format: date-time */
                sentAt: string;
                raw: unknown;
            }[];
        };
        /** @default {} */
        ReadMark: {
            /**
             * Format: uuid
             * @description Message of the session up to which was read; missing: all of them
             */
            upTo?: string;
            /**
             * @description Whether the customer sees it, as blue ticks
             * @default true
             */
            showCustomer: boolean;
        };
        /** @description `messageId` only where the customer is shown it */
        ReadMarked: {
            /**
             * Format: uuid
             * @description The newest message of the customer, up to which it is shown
             */
            messageId?: string;
            /** @description Messages of the customer that the caller's extension has not read, at most 100; none in a closed session. Missing for callers without extension */
            unread?: number;
            /**
             * Format: uuid
             * @description The customer's message up to which the caller's extension has read
             */
            readUpTo?: string;
        };
        Reason: {
            /** @enum {string} */
            check: "base-url" | "meta" | "access-token" | "token-expiry" | "token-scopes" | "token-account" | "app-secret" | "numbers" | "number-health" | "sending" | "test-number" | "app-subscribed" | "handshake" | "callback" | "messages-field" | "media-link" | "media-fetch" | "streams" | "account-notices" | "held-back" | "destinations" | "last-webhook" | "last-message-in" | "last-reply-delivered";
            fault: string;
            /** @enum {string} */
            state: "failed" | "warning";
            /** Format: date-time */
            since: string;
            evidence: {
                [key: string]: unknown;
            };
            sentence: {
                en: string;
                "zh-CN": string;
            };
            repair?: {
                sentence: {
                    en: string;
                    "zh-CN": string;
                };
                /** @description Where Meta lets us do it */
                call?: {
                    /** @constant */
                    method: "POST";
                    path: string;
                };
            };
        };
        ReceiveWebhookProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "SIGNATURE_INVALID" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TRY_AGAIN" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ReceivedFile: {
            /** Format: uuid */
            fileId: string;
            mediaId?: string;
            mimeType?: string;
            sha256?: string;
            caption?: string;
            filename?: string;
            voice?: boolean;
            animated?: boolean;
        };
        ReleaseSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_CLAIMED" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "SESSION_CLOSED" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        RemoveNumberProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRECONDITION_REQUIRED" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        ReopenSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CHANNEL_GONE" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "OTHER_SESSION_OPEN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "WINDOW_CLOSED";
        } & {
            [key: string]: unknown;
        });
        RepairChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "META_AWAY" | "META_REFUSED" | "NOT_FOUND" | "NOT_REPAIRABLE" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ReplayDeadLetterProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "DEAD_LETTER_NOT_FOUND" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ReplayDeadLettersProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ReplayQuarantineProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ReplayQuarantinedProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CHANNEL_GONE" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        Replies: {
            items: components["schemas"]["Message"][];
            nextCursor?: string;
        };
        Reply: components["schemas"]["ReplyText"] | components["schemas"]["ReplyImage"] | components["schemas"]["ReplyAudio"] | components["schemas"]["ReplyVideo"] | components["schemas"]["ReplyDocument"] | components["schemas"]["ReplySticker"] | components["schemas"]["ReplyLocation"] | components["schemas"]["ReplyContacts"] | components["schemas"]["ReplyReaction"] | components["schemas"]["ReplyInteractive"] | components["schemas"]["ReplyTemplate"];
        ReplyAudio: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "audio";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                voice?: boolean;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyContacts: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "contacts";
            contacts: {
                name: {
                    formatted_name: string;
                    first_name?: string;
                    last_name?: string;
                    middle_name?: string;
                    prefix?: string;
                    suffix?: string;
                };
                phones?: {
                    phone: string;
                    type?: string;
                    wa_id?: string;
                }[];
                emails?: {
                    email: string;
                    type?: string;
                }[];
                urls?: {
                    url: string;
                    type?: string;
                }[];
                addresses?: {
                    street?: string;
                    city?: string;
                    state?: string;
                    zip?: string;
                    country?: string;
                    country_code?: string;
                    type?: string;
                }[];
                org?: {
                    company?: string;
                    department?: string;
                    title?: string;
                };
                /** Format: date */
                birthday?: string;
            }[];
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyDocument: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "document";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                caption?: string;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyImage: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "image";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                caption?: string;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyInteractive: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "interactive";
            interactive: {
                /** @constant */
                type: "button";
                header?: {
                    /** @constant */
                    type: "text";
                    text: string;
                } | {
                    /** @constant */
                    type: "image";
                    image: {
                        id: string;
                    } | {
                        /** Format: uri */
                        link: string;
                    };
                } | {
                    /** @constant */
                    type: "video";
                    video: {
                        id: string;
                    } | {
                        /** Format: uri */
                        link: string;
                    };
                } | {
                    /** @constant */
                    type: "document";
                    document: {
                        id: string;
                    } | {
                        /** Format: uri */
                        link: string;
                    };
                };
                body: {
                    text: string;
                };
                footer?: {
                    text: string;
                };
                action: {
                    buttons: {
                        /** @constant */
                        type: "reply";
                        reply: {
                            id: string;
                            title: string;
                        };
                    }[];
                };
            } | {
                /** @constant */
                type: "list";
                header?: {
                    /** @constant */
                    type: "text";
                    text: string;
                };
                body: {
                    text: string;
                };
                footer?: {
                    text: string;
                };
                action: {
                    button: string;
                    sections: {
                        title?: string;
                        rows: {
                            id: string;
                            title: string;
                            description?: string;
                        }[];
                    }[];
                };
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyLocation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "location";
            location: {
                latitude: number;
                longitude: number;
                name?: string;
                address?: string;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CHANNEL_GONE" | "CLAIM_CHANGED" | "CONTENDED" | "DATABASE_BUSY" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_INPUT" | "MEDIA_EXPIRED" | "MEDIA_NOT_FOUND" | "MEDIA_TOO_LARGE" | "MEDIA_TYPE_UNSUPPORTED" | "NOT_FOUND" | "NOT_OWNER" | "OVERLOADED" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "REPLY_TO_UNKNOWN" | "SCOPE_MISSING" | "SESSION_CLOSED" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "TYPE_NOT_ALLOWED" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "WINDOW_CLOSED";
        } & {
            [key: string]: unknown;
        });
        ReplyReaction: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reaction";
            reaction: {
                /** Format: uuid */
                messageId: string;
                emoji?: string;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
        };
        ReplySticker: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "sticker";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyTemplate: {
            /**
             * @description Always refused with TYPE_NOT_ALLOWED (enum property replaced by openapi-typescript)
             * @enum {string}
             */
            type: "template";
        };
        ReplyText: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "text";
            text: {
                body: string;
                previewUrl?: boolean;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        ReplyToProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CHANNEL_GONE" | "CLAIM_CHANGED" | "CONTENDED" | "DATABASE_BUSY" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_INPUT" | "MEDIA_EXPIRED" | "MEDIA_NOT_FOUND" | "MEDIA_TOO_LARGE" | "MEDIA_TYPE_UNSUPPORTED" | "NOT_OWNER" | "NO_OPEN_SESSION" | "OVERLOADED" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "REPLY_TO_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "TYPE_NOT_ALLOWED" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "WINDOW_CLOSED";
        } & {
            [key: string]: unknown;
        });
        ReplyVideo: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video";
            media: {
                /** Format: uuid */
                id: string;
                /** @description Longer names are shortened, a missing extension is added */
                filename?: string;
                caption?: string;
            };
            /** @description `claimEpoch` of the session when the reply was written: it is refused when the session changed hands */
            claimEpoch: number;
            /**
             * Format: uuid
             * @description Our id of the message that is quoted
             */
            replyTo?: string;
        };
        /** @description Events are missing between the last one and the next: load the lists again */
        ResetEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reset";
        };
        Resolve: {
            attempt: number;
            /** @enum {string} */
            decision: "resend" | "treat-as-sent" | "discard";
        };
        ResolveRepliesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ResolveReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CHANNEL_GONE" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_IN_REVIEW" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "WINDOW_CLOSED";
        } & {
            [key: string]: unknown;
        });
        ResolveSome: {
            messages: {
                /** Format: uuid */
                messageId: string;
                attempt: number;
            }[];
            /** @enum {string} */
            decision: "resend" | "treat-as-sent" | "discard";
        };
        Retried: {
            /** @description So many go again */
            retried: number;
            refused: {
                /** Format: uuid */
                id: string;
                code: string;
                detail: string;
            }[];
            /** @description So many failed for this reason and cannot go: their reply window has shut */
            tooLate: number;
            /** @description There may be more of them: ask again */
            more: boolean;
        };
        Retry: {
            attempt: number;
        };
        RetryFailed: {
            /** @description Why they failed: our class, such as `payment` */
            class?: string;
            /** @description Why they failed: Meta's code */
            code?: number;
            /** Format: uuid */
            channel?: string;
            /** @description Our number: Meta's id of it, or as it is dialled */
            number?: string;
            /**
             * Format: date-time
             * @description Accepted at or after this moment
             */
            from?: string;
            /**
             * Format: date-time
             * @description Accepted before this moment
             */
            to?: string;
        };
        RetryFailedRepliesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        RetryRepliesProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        RetryReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CHANNEL_GONE" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "NOT_RETRYABLE" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "WINDOW_CLOSED";
        } & {
            [key: string]: unknown;
        });
        RetrySome: {
            messages: {
                /** Format: uuid */
                messageId: string;
                attempt: number;
            }[];
        };
        RevokeApiKeyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "LAST_ADMIN" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        RunChoreProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        SearchHit: {
            /** Format: uuid */
            messageId: string;
            /** Format: date-time */
            at: string;
            /** @description The words and what stands around them, as they were written */
            snippet: string;
        };
        SeenSession: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            channelId: string;
            channelName?: string;
            number: {
                phoneNumberId: string;
                e164?: string;
            };
            customer: {
                /** Format: uuid */
                id: string;
                name?: string;
                phone?: string;
                userId?: string;
            };
            /** @enum {string} */
            state: "open" | "closed";
            destination?: components["schemas"]["NamedDestination"];
            assignee?: {
                /** Format: uuid */
                id: string;
                name?: string;
            };
            claimEpoch: number;
            /** Format: date-time */
            openedAt: string;
            /** Format: date-time */
            closedAt?: string;
            /** Format: date-time */
            lastActivityAt?: string;
            /** Format: date-time */
            idleClosesAt: string;
            /** Format: date-time */
            replyWindowClosesAt: string;
            lastMessage?: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                direction: "inbound" | "outbound";
                kind: string;
                /** Format: date-time */
                at?: string;
                state?: ("accepted" | "queued" | "sending" | "retry_wait" | "unknown" | "needs_review" | "sent" | "failed" | "cancelled" | "delivered" | "read" | "played") | ("received" | "noted");
                author?: {
                    /** Format: uuid */
                    id: string;
                    name?: string;
                };
                writtenBy?: {
                    keyId: string;
                    name: string;
                };
                preview?: string;
                previews?: {
                    en: string;
                    "zh-CN": string;
                };
            };
            eventNo: number;
            /** @description Messages of the customer that the caller's extension has not read, at most 100; none in a closed session. Missing for callers without extension */
            unread?: number;
            /**
             * Format: uuid
             * @description The customer's message up to which the caller's extension has read
             */
            readUpTo?: string;
            /** @description Whether the caller's extension has filed the session away */
            archived?: boolean;
        };
        Send: {
            /** Format: uuid */
            messageId: string;
            /** Format: uuid */
            sessionId: string;
            /** Format: uuid */
            channelId: string;
            phoneNumberId: string;
            /** Format: uuid */
            conversationId: string;
            sequence: number;
            /** @enum {string} */
            state: "accepted" | "queued" | "sending" | "retry_wait" | "unknown" | "needs_review" | "sent" | "failed" | "cancelled" | "delivered" | "read" | "played";
            stateNo: number;
            attempt: number;
            reason?: string;
            waMessageId?: string;
            error?: {
                code?: number;
                title?: string;
                details?: string;
                traceId?: string;
                class: string;
                httpStatus?: number;
                /** @enum {string} */
                next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                /** Format: date-time */
                nextAt?: string;
                sentence: {
                    en: string;
                    "zh-CN": string;
                };
                cause?: {
                    code?: number;
                    title?: string;
                    details?: string;
                    traceId?: string;
                    class: string;
                    httpStatus?: number;
                    /** @enum {string} */
                    next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                    /** Format: date-time */
                    nextAt?: string;
                    sentence: {
                        en: string;
                        "zh-CN": string;
                    };
                };
            };
            acceptedAttempts: number[];
            /** @enum {string} */
            decision?: "retry" | "resend" | "treat-as-sent" | "discard" | "withdraw";
            /** Format: date-time */
            acceptedAt: string;
            /** Format: date-time */
            notAfter: string;
            /** Format: date-time */
            nextAt?: string;
            timeline: {
                /** Format: date-time */
                at: string;
                attempt: number;
                /** @enum {string} */
                state: "accepted" | "queued" | "sending" | "retry_wait" | "unknown" | "needs_review" | "sent" | "failed" | "cancelled" | "delivered" | "read" | "played";
                reason?: string;
                error?: {
                    code?: number;
                    title?: string;
                    details?: string;
                    traceId?: string;
                    class: string;
                    httpStatus?: number;
                    /** @enum {string} */
                    next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                    /** Format: date-time */
                    nextAt?: string;
                    sentence: {
                        en: string;
                        "zh-CN": string;
                    };
                    cause?: {
                        code?: number;
                        title?: string;
                        details?: string;
                        traceId?: string;
                        class: string;
                        httpStatus?: number;
                        /** @enum {string} */
                        next?: "tried-again" | "waits" | "failed-retry" | "failed-for-good" | "needs-decision";
                        /** Format: date-time */
                        nextAt?: string;
                        sentence: {
                            en: string;
                            "zh-CN": string;
                        };
                    };
                };
            }[];
        };
        SentFile: {
            /** Format: uuid */
            fileId: string;
            mimeType: string;
            size: number;
            caption?: string;
            filename?: string;
            voice?: boolean;
        };
        Session: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            channelId: string;
            channelName?: string;
            number: {
                phoneNumberId: string;
                e164?: string;
            };
            customer: {
                /** Format: uuid */
                id: string;
                name?: string;
                phone?: string;
                userId?: string;
            };
            /** @enum {string} */
            state: "open" | "closed";
            destination?: components["schemas"]["NamedDestination"];
            assignee?: {
                /** Format: uuid */
                id: string;
                name?: string;
            };
            claimEpoch: number;
            /** Format: date-time */
            openedAt: string;
            /** Format: date-time */
            closedAt?: string;
            /** Format: date-time */
            lastActivityAt?: string;
            /** Format: date-time */
            idleClosesAt: string;
            /** Format: date-time */
            replyWindowClosesAt: string;
            lastMessage?: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                direction: "inbound" | "outbound";
                kind: string;
                /** Format: date-time */
                at?: string;
                state?: ("accepted" | "queued" | "sending" | "retry_wait" | "unknown" | "needs_review" | "sent" | "failed" | "cancelled" | "delivered" | "read" | "played") | ("received" | "noted");
                author?: {
                    /** Format: uuid */
                    id: string;
                    name?: string;
                };
                writtenBy?: {
                    keyId: string;
                    name: string;
                };
                preview?: string;
                previews?: {
                    en: string;
                    "zh-CN": string;
                };
            };
            eventNo: number;
        };
        /** @description A step in the life of a session */
        SessionChangedEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "session.opened" | "session.routed" | "session.claimed" | "session.released" | "session.transferred" | "session.moved" | "session.closed" | "session.reopened" | "session.archived" | "session.window-closing" | "session.message-decided" | "session.erased";
            /** Format: uuid */
            sessionId: string;
            /** @description Counts the events of a session: one that was seen before is dropped */
            eventNo: number;
            /** Format: date-time */
            at: string;
            /** @description Missing where the session was erased since */
            session?: components["schemas"]["Session"];
            actor?: components["schemas"]["ActedBy"];
            note?: string;
            /** @description Of a closed session: why */
            reason?: string;
        };
        SessionCounts: {
            /** @description Nobody owns them */
            waiting: number;
            /** @description The caller owns them */
            mine: number;
            all: number;
            /** @description Nobody hears of them; only for who sees all sessions */
            orphaned?: number;
            /** @description Of those that wait for the caller's extension or are its own: not read to the end, at most 100 */
            unread?: number;
        };
        /** @description The reader may not see the session any more */
        SessionLostEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "session.lost";
            /** Format: uuid */
            sessionId: string;
            /** @description Counts the events of a session: one that was seen before is dropped */
            eventNo: number;
            /** Format: date-time */
            at: string;
        };
        SessionOutcomes: {
            items: {
                /** Format: uuid */
                id: string;
                /** @description TRANSFERRED or CLOSED, or why not: the codes of a single call */
                code: string;
                detail?: string;
                claimEpoch?: number;
            }[];
        };
        /** @description A colleague views the session, writes in it, or has left it; not stored and never resumed */
        SessionPresenceEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "session.presence";
            /** Format: uuid */
            sessionId: string;
            /** Format: date-time */
            at: string;
            extension: {
                /** Format: uuid */
                id: string;
                name?: string;
                number?: string;
            };
            /** @enum {string} */
            state: "viewing" | "typing" | "left";
        };
        /** @description The reader's own extension has read further, on whichever device */
        SessionReadEvent: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "session.read";
            /** Format: uuid */
            sessionId: string;
            /** Format: date-time */
            at: string;
            /**
             * Format: uuid
             * @description The customer's message up to which everything was read
             */
            readUpTo: string;
            /** @description What was unread behind it then; a `message` of the customer is one more */
            unread: number;
        };
        Sessions: {
            items: components["schemas"]["FoundSession"][];
            nextCursor?: string;
        };
        ShowPresenceProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRESENCE_TOO_OFTEN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        ShowTypingProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOTHING_TO_READ" | "NOT_FOUND" | "NOT_OWNER" | "NOT_SHOWN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "SESSION_CLOSED" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        Shown: {
            /**
             * Format: uuid
             * @description The newest message of the customer, up to which it is shown
             */
            messageId: string;
        };
        SignIn: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            extensionId: string;
            /** @enum {string} */
            way: "link" | "issuer" | "password";
            /** @description As it calls itself */
            browser: string;
            address: string;
            /** Format: date-time */
            startedAt: string;
            /** Format: date-time */
            usedAt: string;
            /** Format: date-time */
            endsAt: string;
            /** @description The one with which the list is read */
            isThisOne: boolean;
        };
        SignInByCodeProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "BAD_REQUEST" | "CONTENDED" | "CROSS_ORIGIN" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "LINK_USED" | "PAYLOAD_TOO_LARGE" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        SignInCode: {
            /** @description What stands behind the # of a sign-in link */
            code: string;
        };
        SignInLink: {
            /** Format: uri */
            url: string;
            /** Format: date-time */
            endsAt: string;
        };
        SignInList: {
            items: components["schemas"]["SignIn"][];
        };
        SignOutProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CROSS_ORIGIN" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        SignedOut: {
            /**
             * Format: uri
             * @description Where to go so that the identity provider signs out too
             */
            next?: string;
        };
        Step: {
            eventNo: number;
            /** @enum {string} */
            change: "opened" | "routed" | "claimed" | "released" | "transferred" | "moved" | "closed" | "reopened" | "archived" | "window-closing" | "message-decided" | "erased";
            /** Format: date-time */
            at: string;
            actor?: components["schemas"]["ActedBy"];
            note?: string;
            /** @description Depends on the change: `to`, `reason`, … */
            details?: {
                [key: string]: unknown;
            };
        };
        StreamEventsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "TOO_MANY_STREAMS" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        Timeline: {
            items: components["schemas"]["Step"][];
        };
        Transfer: {
            to: components["schemas"]["Destination"];
            /** @description For the next owner; the customer does not see it */
            note?: string;
        };
        TransferSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "ALREADY_CLAIMED" | "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_CLAIMABLE" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "SESSION_CLOSED" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNKNOWN_DESTINATION" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        TransferSessionsProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        TransferSome: {
            sessionIds: string[];
            to: components["schemas"]["Destination"];
            /** @description For the next owner; the customer does not see it */
            note?: string;
        };
        UnarchiveSessionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        UnmergeCustomerProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CUSTOMER_NOT_FOUND" | "CUSTOMER_NOT_MERGED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        UpdateChannelProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NAME_TAKEN" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRECONDITION_REQUIRED" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        UpdateCustomerProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "CUSTOMER_NOT_FOUND" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        UpdateExtensionProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "LAST_ADMIN" | "NOT_FOUND" | "NUMBER_TAKEN" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRECONDITION_REQUIRED" | "SCOPE_BEYOND_OWN" | "SCOPE_MISSING" | "SIGN_IN_TAKEN" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        UpdateNumberProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PHONE_NUMBER_ID_TAKEN" | "PRECONDITION_REQUIRED" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        UpdateQueueProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONFIRMATION_NEEDED" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NAME_TAKEN" | "NOT_FOUND" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "PRECONDITION_REQUIRED" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "VERSION_CONFLICT";
        } & {
            [key: string]: unknown;
        });
        UpdateQuickReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "QUICK_REPLY_NOT_FOUND" | "SCOPE_MISSING" | "SHORTCUT_TAKEN" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        Upload: {
            /** Format: uuid */
            id: string;
            mimeType: string;
            size: number;
            sha256: string;
            filename?: string;
            /** Format: date-time */
            expiresAt: string;
        };
        UploadFileProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "FILE_TOO_LARGE" | "INTERNAL" | "INVALID_INPUT" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "TOO_MANY_UPLOADS" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE" | "UPLOADS_BUSY" | "UPLOAD_TOO_SLOW";
        } & {
            [key: string]: unknown;
        });
        UploadForm: {
            /** Format: binary */
            file: string;
        };
        VerifyAuditProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED";
        } & {
            [key: string]: unknown;
        });
        VerifyWebhookProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "TRY_AGAIN";
        } & {
            [key: string]: unknown;
        });
        WithdrawReplyProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "NOT_WITHDRAWABLE" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
        WriteNoteProblem: components["schemas"]["Problem"] & ({
            /** @enum {string} */
            code: "AUTH_UNAVAILABLE" | "BAD_REQUEST" | "CONTENDED" | "DATABASE_BUSY" | "IDEMPOTENCY_KEY_REUSED" | "INTERNAL" | "INVALID_INPUT" | "NOT_FOUND" | "NOT_OWNER" | "PAYLOAD_TOO_LARGE" | "PERSON_UNKNOWN" | "SCOPE_MISSING" | "STORAGE_FULL" | "TEMPORARILY_UNAVAILABLE" | "TOO_MANY_FAILURES" | "UNAUTHENTICATED" | "UNSUPPORTED_MEDIA_TYPE";
        } & {
            [key: string]: unknown;
        });
    };
    responses: {
        /** @description A refusal: `code` says which, `detail` what to do (RFC 9457) */
        Problem: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The request's own X-Request-Id, or one that was made for it; it is in our log */
        RequestId: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    verifyWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The challenge */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyWebhookProblem"];
                };
            };
            /** @description Not the verify token of the channel */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyWebhookProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyWebhookProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyWebhookProblem"];
                };
            };
            /** @description `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE`, `TRY_AGAIN` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyWebhookProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    receiveWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything in the body is durably stored */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReceiveWebhookProblem"];
                };
            };
            /** @description `SIGNATURE_INVALID` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReceiveWebhookProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReceiveWebhookProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReceiveWebhookProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReceiveWebhookProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReceiveWebhookProblem"];
                };
            };
            /** @description `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE`, `TRY_AGAIN` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReceiveWebhookProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listQuarantined: {
        parameters: {
            query?: {
                reason?: "unparsable" | "malformed-item" | "unknown-number" | "secret-of-another-app" | "too-large";
                /** @description The channel of the URL that the body came to */
                channelId?: string;
                phoneNumberId?: string;
                from?: string;
                /** @description Not included */
                to?: string;
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Quarantined"][];
                        nextCursor?: string;
                        /**
                         * Format: date-time
                         * @description When the oldest record came; older ones are settled, older than 14 days, or gave way to newer ones
                         */
                        historyFrom?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuarantinedProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuarantinedProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuarantinedProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuarantinedProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuarantinedProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuarantinedProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuarantinedProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getQuarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinedBody"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQuarantinedProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayQuarantine: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    reason?: "unparsable" | "malformed-item" | "unknown-number" | "secret-of-another-app" | "too-large";
                    /**
                     * Format: uuid
                     * @description The channel of the URL that the body came to
                     */
                    channelId?: string;
                    phoneNumberId?: string;
                    /** Format: date-time */
                    from?: string;
                    /**
                     * Format: date-time
                     * @description Not included
                     */
                    to?: string;
                    /** @default 100 */
                    limit?: number;
                    /** @description `nextCursor` of the answer before */
                    cursor?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Records that are gone now */
                        settled: number;
                        /** @description Records whose fault is still there */
                        remaining: number;
                        /** @description Items passed on; those that were there before are recognised */
                        published: number;
                        /** @description There may be more: call again with it */
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantineProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayQuarantined: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Items passed on; those that were there before are recognised */
                        published: number;
                        /** @description Faults that the body still has */
                        quarantined: number;
                        /** @description Nothing of the body is unusable any more: the record is gone */
                        settled: boolean;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `CHANNEL_GONE` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayQuarantinedProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listChannels: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Channel"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListChannelsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListChannelsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListChannelsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListChannelsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListChannelsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListChannelsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListChannelsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createChannel: {
        parameters: {
            query?: {
                /** @description `true` after reading the warnings of CONFIRMATION_NEEDED */
                confirm?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewChannel"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `NAME_TAKEN`, `PHONE_NUMBER_ID_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteChannel: {
        parameters: {
            query?: {
                /** @description `true` after reading the warnings of CONFIRMATION_NEEDED */
                confirm?: boolean;
            };
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateChannel: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `NAME_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    closeSecretRotation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the version that is to be changed: when it is another one meanwhile the answer is 412 */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSecretRotationProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listPublicUrls: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicUrls"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListPublicUrlsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listNumbers: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                channelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Number"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNumbersProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addNumber: {
        parameters: {
            query?: {
                /** @description `true` after reading the warnings of CONFIRMATION_NEEDED */
                confirm?: boolean;
            };
            header?: never;
            path: {
                channelId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNumber"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Number"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `PHONE_NUMBER_ID_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["AddNumberProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getNumber: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                channelId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Number"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetNumberProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeNumber: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                channelId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RemoveNumberProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateNumber: {
        parameters: {
            query?: {
                /** @description `true` after reading the warnings of CONFIRMATION_NEEDED */
                confirm?: boolean;
            };
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                channelId: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NumberPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Number"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `PHONE_NUMBER_ID_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateNumberProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listExtensions: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Extension"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListExtensionsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListExtensionsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListExtensionsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListExtensionsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListExtensionsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListExtensionsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListExtensionsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createExtension: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewExtension"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Extension"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_BEYOND_OWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `NUMBER_TAKEN`, `SIGN_IN_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateExtensionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getExtension: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Extension"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetExtensionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteExtension: {
        parameters: {
            query?: {
                /** @description `true` after reading the warnings of CONFIRMATION_NEEDED */
                confirm?: boolean;
            };
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExtensionDeleted"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_BEYOND_OWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `IN_USE`, `LAST_ADMIN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteExtensionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateExtension: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExtensionPatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Extension"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_BEYOND_OWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `LAST_ADMIN`, `NUMBER_TAKEN`, `SIGN_IN_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateExtensionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listQueues: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Queue"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQueuesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQueuesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQueuesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQueuesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQueuesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQueuesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQueuesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createQueue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewQueue"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `NAME_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQueueProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getQueue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetQueueProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteQueue: {
        parameters: {
            query?: {
                /** @description `true` after reading the warnings of CONFIRMATION_NEEDED */
                confirm?: boolean;
            };
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `IN_USE` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQueueProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateQueue: {
        parameters: {
            query?: {
                /** @description `true` after reading the warnings of CONFIRMATION_NEEDED */
                confirm?: boolean;
            };
            header: {
                /** @description The ETag of the version that is to be changed, or `*`; without it the answer is 428 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueuePatch"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Queue"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `NAME_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `PRECONDITION_REQUIRED` */
            428: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQueueProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListApiKeysProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListApiKeysProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListApiKeysProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListApiKeysProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListApiKeysProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListApiKeysProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListApiKeysProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKey"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKey"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_BEYOND_OWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateApiKeyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetApiKeyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `LAST_ADMIN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RevokeApiKeyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listNotices: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Only notices of this webhook field */
                field?: string;
            };
            header?: never;
            path: {
                channelId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AccountNotice"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListNoticesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Only what was done to the thing with this id */
                target?: string;
                /** @description Only what this key did, or this person (`person:<extension id>`, or `oidc:<subject>`) */
                actor?: string;
                action?: "channel.create" | "channel.update" | "channel.delete" | "channel.close-rotation" | "channel.repair" | "channel.test" | "number.create" | "number.update" | "number.delete" | "extension.create" | "extension.update" | "extension.delete" | "queue.create" | "queue.update" | "queue.delete" | "api-key.create" | "api-key.update" | "api-key.revoke" | "quick-reply.create" | "quick-reply.update" | "quick-reply.delete" | "session.release" | "session.transfer" | "session.close" | "session.reopen" | "message.decide" | "message.read-raw" | "customer.update" | "customer.merge" | "customer.unmerge" | "customer.export" | "customer.erase" | "customer.read-earlier" | "quarantine.replay" | "quarantine.read-raw" | "dead-letter.replay" | "dead-letter.read-raw" | "chore.run" | "sign-in.link" | "sign-in.end" | "access.sign-in" | "access.refused";
                /** @description Only what was done at this moment or later */
                from?: string;
                /** @description Only what was done before this moment */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditRecord"][];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListAuditProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListAuditProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListAuditProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListAuditProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListAuditProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListAuditProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListAuditProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    verifyAudit: {
        parameters: {
            query?: {
                /** @description A head that you have kept, `<sequence>:<sha256>`: the audit must still hold it */
                head?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyAuditProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyAuditProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyAuditProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyAuditProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyAuditProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyAuditProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["VerifyAuditProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    exportConfiguration: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The configuration */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/yaml": {
                        /** @constant */
                        version: 1;
                        /** @default [] */
                        extensions: {
                            number: string;
                            name: string;
                            /** @description null: nobody signs in by a token alone */
                            signIn?: ({
                                /** @description As its tokens say in `iss`; `wabx` for an account of the console itself */
                                issuer: "wabx" | string;
                                /** @description The issuer’s own name for the person: `sub` of their tokens */
                                subject: string;
                            } | {
                                /** @description Without it the first issuer that the services are configured with */
                                issuer?: "wabx" | string;
                                /**
                                 * Format: email
                                 * @description Counts only in a token that says `email_verified`
                                 */
                                email: string;
                            }) | null;
                            /**
                             * @description What the person may do who signs in with `signIn`
                             * @enum {string}
                             */
                            role?: "agent" | "supervisor" | "administrator";
                        }[];
                        /** @default [] */
                        queues: {
                            name: string;
                            /**
                             * @default manual
                             * @enum {string}
                             */
                            assignmentMode: "manual" | "auto" | "none";
                            /** @default [] */
                            agents: unknown;
                        }[];
                        /** @default [] */
                        channels: {
                            name: string;
                            /** @description One of WABX_PUBLIC_URLS; may be left out when there is only one */
                            publicUrl?: unknown;
                            appId?: string;
                            wabaId?: string;
                            accessToken?: string;
                            appSecret?: string;
                            /**
                             * @default {
                             *       "sessionIdleSeconds": 86400,
                             *       "mediaRetentionSeconds": 259200,
                             *       "mediaDelivery": "link"
                             *     }
                             */
                            settings: {
                                /** @default 86400 */
                                sessionIdleSeconds: number;
                                /** @default 259200 */
                                mediaRetentionSeconds: number;
                                /**
                                 * @default link
                                 * @enum {string}
                                 */
                                mediaDelivery: "link" | "upload";
                            };
                            /** @default [] */
                            numbers: {
                                phoneNumberId: string;
                                e164: string;
                                destination: {
                                    extension: string;
                                } | {
                                    queue: string;
                                };
                                /** @default 80 */
                                sendsPerSecond: number;
                            }[];
                        }[];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportConfigurationProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportConfigurationProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportConfigurationProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportConfigurationProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportConfigurationProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportConfigurationProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportConfigurationProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    applyConfiguration: {
        parameters: {
            query?: {
                dryRun?: "" | "true" | "false";
                prune?: "" | "true" | "false";
            };
            header?: {
                /** @description The ETag of the version that is to be changed: when it is another one meanwhile the answer is 412 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/yaml": {
                    /** @constant */
                    version: 1;
                    /** @default [] */
                    extensions?: {
                        number: string;
                        name: string;
                        /** @description null: nobody signs in by a token alone */
                        signIn?: ({
                            /** @description As its tokens say in `iss`; `wabx` for an account of the console itself */
                            issuer: "wabx" | string;
                            /** @description The issuer’s own name for the person: `sub` of their tokens */
                            subject: string;
                        } | {
                            /** @description Without it the first issuer that the services are configured with */
                            issuer?: "wabx" | string;
                            /**
                             * Format: email
                             * @description Counts only in a token that says `email_verified`
                             */
                            email: string;
                        }) | null;
                        /**
                         * @description What the person may do who signs in with `signIn`
                         * @enum {string}
                         */
                        role?: "agent" | "supervisor" | "administrator";
                    }[];
                    queues?: {
                        name: string;
                        /**
                         * @default manual
                         * @enum {string}
                         */
                        assignmentMode?: "manual" | "auto" | "none";
                        agents?: string[];
                    }[];
                    channels?: {
                        name: string;
                        /** @description One of WABX_PUBLIC_URLS; may be left out when there is only one */
                        publicUrl?: string;
                        appId?: string;
                        wabaId?: string;
                        accessToken?: string;
                        appSecret?: string;
                        /**
                         * @default {
                         *       "sessionIdleSeconds": 86400,
                         *       "mediaRetentionSeconds": 259200,
                         *       "mediaDelivery": "link"
                         *     }
                         */
                        settings?: {
                            /** @default 86400 */
                            sessionIdleSeconds?: number;
                            /** @default 259200 */
                            mediaRetentionSeconds?: number;
                            /**
                             * @default link
                             * @enum {string}
                             */
                            mediaDelivery?: "link" | "upload";
                        };
                        /** @default [] */
                        numbers?: {
                            phoneNumberId: string;
                            e164: string;
                            destination: {
                                extension: string;
                            } | {
                                queue: string;
                            };
                            /** @default 80 */
                            sendsPerSecond?: number;
                        }[];
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description The version, for If-Match */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        changes: {
                            /** @enum {string} */
                            action: "create" | "update" | "delete";
                            /** @enum {string} */
                            kind: "extension" | "queue" | "channel" | "number";
                            name: string;
                            fields?: {
                                [key: string]: unknown;
                            };
                        }[];
                        /** @description There and not in the file; deleted only with ?prune */
                        left: string[];
                        /** @description What leaves customers without anybody */
                        warnings: {
                            code: string;
                            sentence: {
                                en: string;
                                "zh-CN": string;
                            };
                        }[];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_BEYOND_OWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `CONFIRMATION_NEEDED`, `IN_USE`, `LAST_ADMIN`, `NAME_TAKEN`, `NUMBER_TAKEN`, `PHONE_NUMBER_ID_TAKEN`, `SIGN_IN_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `VERSION_CONFLICT` */
            412: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ApplyConfigurationProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    examineChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        checks: components["schemas"]["Check"][];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExamineChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    repairChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                check: "base-url" | "meta" | "access-token" | "token-expiry" | "token-scopes" | "token-account" | "app-secret" | "numbers" | "number-health" | "sending" | "test-number" | "app-subscribed" | "handshake" | "callback" | "messages-field" | "media-link" | "media-fetch" | "streams" | "account-notices" | "held-back" | "destinations" | "last-webhook" | "last-message-in" | "last-reply-delivered";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Check"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `NOT_REPAIRABLE` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `META_REFUSED` */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            /** @description `META_AWAY` */
            504: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RepairChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    proveChannel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proof"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProveChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                state?: "open" | "closed";
                /** @description Whether somebody owns the session */
                assigned?: boolean;
                /** @description Only those that the calling agent owns */
                mine?: boolean;
                /** @description Queue in which the session is */
                queue?: string;
                /** @description Extension that owns the session */
                agent?: string;
                customer?: string;
                /** @description Our number: Meta's id of it, or as it is dialled */
                number?: string;
                /** @description Last active at or after this moment */
                from?: string;
                /** @description Last active before this moment */
                to?: string;
                /** @description Whether nobody hears of the session */
                orphaned?: boolean;
                /** @description States of our replies, comma separated, `waiting` for all that have not left: sessions with such a one */
                replies?: string;
                /** @description Whether the calling agent has filed the session away */
                archived?: boolean;
                /** @description Part of a message, or of the customer's name, user name or number, or the customer's id */
                q?: string;
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSessionsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSessionsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSessionsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSessionsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSessionsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSessionsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSessionsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    countSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionCounts"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountSessionsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountSessionsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountSessionsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountSessionsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountSessionsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountSessionsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountSessionsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeenSession"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getTimeline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetTimelineProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    transferSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferSome"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOutcomes"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    closeSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseSome"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionOutcomes"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    claimSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `ALREADY_CLAIMED`, `NOT_CLAIMABLE`, `SESSION_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ClaimSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    releaseSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `NOT_CLAIMED`, `SESSION_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReleaseSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    transferSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Transfer"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `ALREADY_CLAIMED`, `NOT_CLAIMABLE`, `SESSION_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT`, `UNKNOWN_DESTINATION` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["TransferSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    closeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CloseSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reopenSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `CHANNEL_GONE`, `OTHER_SESSION_OPEN`, `WINDOW_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReopenSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    markRead: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ReadMark"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadMarked"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `NOTHING_TO_READ` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `NOT_SHOWN` */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MarkReadProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    showTyping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Shown"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `NOTHING_TO_READ`, `SESSION_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `NOT_SHOWN` */
            502: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowTypingProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    archiveSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ArchiveSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unarchiveSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnarchiveSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Which page is the first */
                order?: "newest" | "oldest";
                /** @description Id of a message: the page that ends right before it */
                before?: string;
                /** @description Id of a message: the page that begins right after it */
                after?: string;
                /** @description Id of a message: the page in whose middle it is */
                around?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Messages"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListMessagesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reply: {
        parameters: {
            query?: never;
            header?: {
                /** @description One per reply or note, 1 to 200 characters; the same key writes only once */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reply"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description `true` where it was taken before under the same key; otherwise missing */
                    "Idempotency-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedReply"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `CHANNEL_GONE`, `CLAIM_CHANGED`, `SESSION_CLOSED`, `WINDOW_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `IDEMPOTENCY_KEY_REUSED`, `INVALID_INPUT`, `MEDIA_EXPIRED`, `MEDIA_NOT_FOUND`, `MEDIA_TOO_LARGE`, `MEDIA_TYPE_UNSUPPORTED`, `REPLY_TO_UNKNOWN`, `TYPE_NOT_ALLOWED` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `OVERLOADED`, `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    withdrawReply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                mid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `NOT_WITHDRAWABLE` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WithdrawReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retryReply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                mid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retry"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `CHANNEL_GONE`, `NOT_RETRYABLE`, `WINDOW_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resolveReply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                mid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resolve"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `CHANNEL_GONE`, `NOT_IN_REVIEW`, `WINDOW_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    writeNote: {
        parameters: {
            query?: never;
            header?: {
                /** @description One per reply or note, 1 to 200 characters; the same key writes only once */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description `true` where it was taken before under the same key; otherwise missing */
                    "Idempotency-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `IDEMPOTENCY_KEY_REUSED`, `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["WriteNoteProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                nid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `NOT_AUTHOR`, `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `NOTE_NOT_FOUND`, `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteNoteProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    editNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                nid: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `NOT_AUTHOR`, `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `NOTE_NOT_FOUND`, `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EditNoteProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    showPresence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Presence"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Present"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `PRESENCE_TOO_OFTEN`, `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ShowPresenceProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRawMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RawMessage"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetRawMessageProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listReplies: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                state?: string;
                channel?: string;
                customer?: string;
                queue?: string;
                /** @description Extension that owns the session */
                agent?: string;
                /** @description Our number: Meta's id of it, or as it is dialled */
                number?: string;
                /** @description Accepted at or after this moment */
                from?: string;
                /** @description Accepted before this moment */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replies"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRepliesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRepliesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRepliesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRepliesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRepliesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRepliesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRepliesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replyTo: {
        parameters: {
            query?: never;
            header?: {
                /** @description One per reply or note, 1 to 200 characters; the same key writes only once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddressedReply"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description `true` where it was taken before under the same key; otherwise missing */
                    "Idempotency-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedReply"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `CHANNEL_GONE`, `CLAIM_CHANGED`, `NO_OPEN_SESSION`, `WINDOW_CLOSED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `IDEMPOTENCY_KEY_REUSED`, `INVALID_INPUT`, `MEDIA_EXPIRED`, `MEDIA_NOT_FOUND`, `MEDIA_TOO_LARGE`, `MEDIA_TYPE_UNSUPPORTED`, `REPLY_TO_UNKNOWN`, `TYPE_NOT_ALLOWED` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `OVERLOADED`, `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplyToProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retryReplies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetrySome"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryRepliesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resolveReplies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveSome"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decided"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ResolveRepliesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retryFailedReplies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetryFailed"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retried"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RetryFailedRepliesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description `id` of the last event that was taken: the stream goes on behind it */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-sent events: `event` is the type, `data` the event as JSON, `id` what Last-Event-ID resumes */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StreamEventsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StreamEventsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StreamEventsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StreamEventsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES`, `TOO_MANY_STREAMS` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StreamEventsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StreamEventsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["StreamEventsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCustomers: {
        parameters: {
            query?: {
                /** @description Part of the customer's own name, WhatsApp name, user name or number, or the customer's id */
                q?: string;
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customers"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomersProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomersProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomersProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomersProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomersProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomersProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomersProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetCustomerProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    eraseCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EraseCustomerProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateCustomerProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    mergeCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerMerge"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_MERGED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MergeCustomerProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unmergeCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_MERGED` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UnmergeCustomerProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCustomerMessages: {
        parameters: {
            query?: {
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Which page is the first */
                order?: "newest" | "oldest";
                /** @description Id of a message: the page that ends right before it */
                before?: string;
                /** @description Id of a message: the page that begins right after it */
                after?: string;
                /** @description Id of a message: the page in whose middle it is */
                around?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Messages"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListCustomerMessagesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    exportCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            /** @description `CUSTOMER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ExportCustomerProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDestinations: {
        parameters: {
            query?: {
                type?: "extension" | "queue";
                /** @description Part of the name or of the extension number */
                q?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destinations"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDestinationsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDestinationsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDestinationsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDestinationsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDestinationsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDestinationsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDestinationsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listQuickReplies: {
        parameters: {
            query?: {
                scope?: "own" | "shared";
                /** @description Part of the shortcut or of the text */
                q?: string;
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReplies"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuickRepliesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuickRepliesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuickRepliesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuickRepliesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuickRepliesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuickRepliesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListQuickRepliesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createQuickReply: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewQuickReply"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReply"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `SHORTCUT_TAKEN`, `TOO_MANY_QUICK_REPLIES` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CreateQuickReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    fillQuickReply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuickReplyFilling"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FilledQuickReply"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `NOT_OWNER`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `NOT_FOUND`, `QUICK_REPLY_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FillQuickReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteQuickReply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReply"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `QUICK_REPLY_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DeleteQuickReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateQuickReply: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuickReplyChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuickReply"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `QUICK_REPLY_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `SHORTCUT_TAKEN` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UpdateQuickReplyProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetMeProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetMeProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetMeProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetMeProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetMeProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetMeProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetMeProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                messageId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Send"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            /** @description `SEND_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetSendProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Rate"][];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRatesProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRatesProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRatesProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRatesProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRatesProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRatesProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRatesProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description The handler that gave up, such as router-messages */
                consumer?: string;
                /** @description A part of the reason */
                reason?: string;
                channelId?: string;
                from?: string;
                /** @description Not included */
                to?: string;
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetter"][];
                        nextCursor?: string;
                        /**
                         * Format: date-time
                         * @description When the oldest letter came; older ones are older than 30 days, or gave way to newer ones
                         */
                        historyFrom?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDeadLettersProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDeadLettersProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDeadLettersProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDeadLettersProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDeadLettersProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDeadLettersProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListDeadLettersProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sequence: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterWithEvent"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            /** @description `DEAD_LETTER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetDeadLetterProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayDeadLetters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The handler that gave up, such as router-messages */
                    consumer?: string;
                    /** @description A part of the reason */
                    reason?: string;
                    channelId?: string;
                    /** Format: date-time */
                    from?: string;
                    /**
                     * Format: date-time
                     * @description Not included
                     */
                    to?: string;
                    /** @default 100 */
                    limit?: number;
                    /** @description `nextCursor` of the answer before */
                    cursor?: number;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        replayed: number;
                        /** @description Somebody had replayed these before */
                        skipped: number;
                        /** @description There may be more: call again with it */
                        nextCursor?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLettersProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sequence: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        messageId: string;
                        replays: number;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `DEAD_LETTER_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ReplayDeadLetterProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    uploadFile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `UPLOAD_TOO_SLOW` */
            408: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `FILE_TOO_LARGE`, `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES`, `TOO_MANY_UPLOADS` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE`, `UPLOADS_BUSY` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["UploadFileProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MediaFile"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `FILE_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `FILE_EXPIRED` */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getFileContent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The bytes that are wanted, one range */
                Range?: string;
                /** @description The ETag: of another file the whole is sent */
                "If-Range"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Of the bytes, for If-Range */
                    ETag?: string;
                    /** @description `bytes` */
                    "Accept-Ranges"?: string;
                    /** @description Of a 206: which bytes these are, and of how many */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range of it that was asked for */
            206: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Of the bytes, for If-Range */
                    ETag?: string;
                    /** @description `bytes` */
                    "Accept-Ranges"?: string;
                    /** @description Of a 206: which bytes these are, and of how many */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `FILE_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `FILE_NOT_READY` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `FILE_EXPIRED`, `FILE_FAILED` */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `RANGE_NOT_SATISFIABLE` */
            416: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetFileContentProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    followFileLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description The bytes that are wanted, one range */
                Range?: string;
                /** @description The ETag: of another file the whole is sent */
                "If-Range"?: string;
            };
            path: {
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Of the bytes, for If-Range */
                    ETag?: string;
                    /** @description `bytes` */
                    "Accept-Ranges"?: string;
                    /** @description Of a 206: which bytes these are, and of how many */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The range of it that was asked for */
            206: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    /** @description Of the bytes, for If-Range */
                    ETag?: string;
                    /** @description `bytes` */
                    "Accept-Ranges"?: string;
                    /** @description Of a 206: which bytes these are, and of how many */
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            /** @description `FILE_NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            /** @description `FILE_NOT_READY` */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            /** @description `FILE_EXPIRED`, `FILE_FAILED` */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            /** @description `RANGE_NOT_SATISFIABLE` */
            416: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            /** @description `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["FollowFileLinkProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chores: {
                            /** @enum {string} */
                            chore: "close-idle-sessions" | "announce-closing-windows" | "expire-media" | "settle-unknown-sends" | "forget-parked" | "purge-old-rows" | "forget-facts";
                            everySeconds: number;
                            lastRun?: {
                                /** @enum {string} */
                                chore: "close-idle-sessions" | "announce-closing-windows" | "expire-media" | "settle-unknown-sends" | "forget-parked" | "purge-old-rows" | "forget-facts";
                                /** Format: date-time */
                                startedAt: string;
                                durationMs: number;
                                done: number;
                                more: boolean;
                                error?: string;
                            };
                        }[];
                        items: {
                            /** @enum {string} */
                            chore: "close-idle-sessions" | "announce-closing-windows" | "expire-media" | "settle-unknown-sends" | "forget-parked" | "purge-old-rows" | "forget-facts";
                            /** Format: date-time */
                            startedAt: string;
                            durationMs: number;
                            done: number;
                            error?: string;
                        }[];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRunsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRunsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRunsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRunsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRunsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRunsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListRunsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    runChore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    chore: "close-idle-sessions" | "announce-closing-windows" | "expire-media" | "settle-unknown-sends" | "forget-parked" | "purge-old-rows" | "forget-facts";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        chore: "close-idle-sessions" | "announce-closing-windows" | "expire-media" | "settle-unknown-sends" | "forget-parked" | "purge-old-rows" | "forget-facts";
                        /** Format: date-time */
                        startedAt: string;
                        durationMs: number;
                        done: number;
                        more: boolean;
                        error?: string;
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["RunChoreProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    countByChannel: {
        parameters: {
            query?: {
                /** @description `all` when neither this nor from and to is given; `last7days` and `last30days` end with today */
                range?: "today" | "yesterday" | "last7days" | "last30days" | "thisMonth" | "all";
                /** @description A local date, or an instant at a full quarter of an hour; inclusive */
                from?: string;
                /** @description A local date, counted to its end, or an instant, exclusive */
                to?: string;
                /** @description IANA time zone of the days and hours; UTC when not given */
                tz?: string;
                channelId?: string;
                phoneNumberId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from?: string;
                        /** Format: date-time */
                        to?: string;
                        tz: string;
                        items: {
                            /** Format: uuid */
                            channelId: string;
                            phoneNumberId: string;
                            received: number;
                            sent: {
                                total: number;
                                succeeded: number;
                                failed: number;
                                pending: number;
                            };
                            delivered: number;
                            read: number;
                            apart: number;
                        }[];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountByChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountByChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountByChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountByChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountByChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountByChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountByChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    countOverTime: {
        parameters: {
            query: {
                /** @description `all` when neither this nor from and to is given; `last7days` and `last30days` end with today */
                range?: "today" | "yesterday" | "last7days" | "last30days" | "thisMonth" | "all";
                /** @description A local date, or an instant at a full quarter of an hour; inclusive */
                from?: string;
                /** @description A local date, counted to its end, or an instant, exclusive */
                to?: string;
                /** @description IANA time zone of the days and hours; UTC when not given */
                tz?: string;
                channelId?: string;
                phoneNumberId?: string;
                interval: "hour" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from?: string;
                        /** Format: date-time */
                        to?: string;
                        tz: string;
                        items: {
                            /** Format: date-time */
                            start: string;
                            localStart: string;
                            received: number;
                            sent: {
                                total: number;
                                succeeded: number;
                                failed: number;
                                pending: number;
                            };
                            delivered: number;
                            read: number;
                            apart: number;
                        }[];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountOverTimeProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountOverTimeProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountOverTimeProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountOverTimeProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountOverTimeProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountOverTimeProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountOverTimeProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    countFailures: {
        parameters: {
            query?: {
                /** @description `all` when neither this nor from and to is given; `last7days` and `last30days` end with today */
                range?: "today" | "yesterday" | "last7days" | "last30days" | "thisMonth" | "all";
                /** @description A local date, or an instant at a full quarter of an hour; inclusive */
                from?: string;
                /** @description A local date, counted to its end, or an instant, exclusive */
                to?: string;
                /** @description IANA time zone of the days and hours; UTC when not given */
                tz?: string;
                channelId?: string;
                phoneNumberId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from?: string;
                        /** Format: date-time */
                        to?: string;
                        tz: string;
                        items: {
                            /** Format: uuid */
                            channelId: string;
                            phoneNumberId: string;
                            errorClass: string;
                            errorCode?: number;
                            count: number;
                        }[];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountFailuresProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountFailuresProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountFailuresProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountFailuresProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountFailuresProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountFailuresProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CountFailuresProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    checkCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        checkedAt: string;
                        messages: number;
                        parked: number;
                        differences: number;
                        examples: {
                            /** Format: date-time */
                            bucket: string;
                            /** Format: uuid */
                            channelId: string;
                            phoneNumberId: string;
                            counted: {
                                [key: string]: number;
                            };
                            recounted: {
                                [key: string]: number;
                            };
                        }[];
                    };
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CheckCountsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CheckCountsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CheckCountsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CheckCountsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CheckCountsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CheckCountsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["CheckCountsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    downloadCountsByChannel: {
        parameters: {
            query?: {
                /** @description `all` when neither this nor from and to is given; `last7days` and `last30days` end with today */
                range?: "today" | "yesterday" | "last7days" | "last30days" | "thisMonth" | "all";
                /** @description A local date, or an instant at a full quarter of an hour; inclusive */
                from?: string;
                /** @description A local date, counted to its end, or an instant, exclusive */
                to?: string;
                /** @description IANA time zone of the days and hours; UTC when not given */
                tz?: string;
                channelId?: string;
                phoneNumberId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each item, the names of the columns first */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsByChannelProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsByChannelProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsByChannelProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsByChannelProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsByChannelProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsByChannelProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsByChannelProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    downloadCountsOverTime: {
        parameters: {
            query: {
                /** @description `all` when neither this nor from and to is given; `last7days` and `last30days` end with today */
                range?: "today" | "yesterday" | "last7days" | "last30days" | "thisMonth" | "all";
                /** @description A local date, or an instant at a full quarter of an hour; inclusive */
                from?: string;
                /** @description A local date, counted to its end, or an instant, exclusive */
                to?: string;
                /** @description IANA time zone of the days and hours; UTC when not given */
                tz?: string;
                channelId?: string;
                phoneNumberId?: string;
                interval: "hour" | "day";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each item, the names of the columns first */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsOverTimeProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsOverTimeProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsOverTimeProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsOverTimeProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsOverTimeProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsOverTimeProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadCountsOverTimeProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    downloadFailures: {
        parameters: {
            query?: {
                /** @description `all` when neither this nor from and to is given; `last7days` and `last30days` end with today */
                range?: "today" | "yesterday" | "last7days" | "last30days" | "thisMonth" | "all";
                /** @description A local date, or an instant at a full quarter of an hour; inclusive */
                from?: string;
                /** @description A local date, counted to its end, or an instant, exclusive */
                to?: string;
                /** @description IANA time zone of the days and hours; UTC when not given */
                tz?: string;
                channelId?: string;
                phoneNumberId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each item, the names of the columns first */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadFailuresProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadFailuresProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadFailuresProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadFailuresProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadFailuresProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadFailuresProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DownloadFailuresProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getConsoleSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleSession"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["GetConsoleSessionProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `CROSS_ORIGIN`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignOutProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signInByCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInCode"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleSession"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `CROSS_ORIGIN` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `LINK_USED` */
            410: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            /** @description `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["SignInByCodeProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listSignIns: {
        parameters: {
            query?: {
                /** @description Of another person: needs `keys:write` */
                extensionId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInList"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSignInsProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSignInsProblem"];
                };
            };
            /** @description `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSignInsProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSignInsProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSignInsProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSignInsProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ListSignInsProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `CROSS_ORIGIN`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["EndSignInProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    makeSignInLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSignInLink"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInLink"];
                };
            };
            /** @description `BAD_REQUEST` */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `UNAUTHENTICATED` */
            401: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `CROSS_ORIGIN`, `PERSON_UNKNOWN`, `SCOPE_MISSING` */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `NOT_FOUND` */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `PAYLOAD_TOO_LARGE` */
            413: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `UNSUPPORTED_MEDIA_TYPE` */
            415: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `INVALID_INPUT` */
            422: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `TOO_MANY_FAILURES` */
            429: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `INTERNAL` */
            500: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            /** @description `AUTH_UNAVAILABLE`, `CONTENDED`, `DATABASE_BUSY`, `STORAGE_FULL`, `TEMPORARILY_UNAVAILABLE` */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["MakeSignInLinkProblem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
