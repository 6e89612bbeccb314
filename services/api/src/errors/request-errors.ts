import type { CatalogueEntry } from './entry.ts'

/** What may be wrong with any request. */
export const REQUEST_ERRORS = {
  invalid_input: {
    status: 400,
    title: 'The input needs attention',
    means: 'A field is missing, unknown, of the wrong type, or cannot be what it claims.',
    to_do: 'Correct the fields in `errors`.',
  },
  malformed_request: {
    status: 400,
    title: 'The request cannot be read',
    means: 'It is not JSON, not UTF-8, has a broken address or request line, or a key such as `__proto__`.',
    to_do: 'Correct the request.',
  },
  unauthorized: {
    status: 401,
    title: 'A key is needed',
    means: 'The request carries no admin key, or one that is unknown, expired or revoked.',
    to_do: 'Send `Authorization: Bearer <secret>` with the secret of an admin key.',
  },
  webhook_signature_invalid: {
    status: 401,
    title: 'The signature does not fit',
    means: '`X-Hub-Signature-256` does not fit the body.',
    to_do: "Compare `META_WA_APP_SECRET` with the app's secret.",
  },
  missing_scope: {
    status: 403,
    title: 'The key does not allow this',
    means: 'The key lacks the scope that `detail` names.',
    to_do: 'Use another key, or have one made with that scope: `pnpm api-keys create`.',
  },
  webhook_forbidden: {
    status: 403,
    title: 'The webhook is closed',
    means: "The handshake's token is wrong, or no app secret is configured.",
    to_do: 'Set `META_WA_WEBHOOK_VERIFY_TOKEN` and `META_WA_APP_SECRET`.',
  },
  route_not_found: {
    status: 404,
    title: 'No such address',
    means: 'Nothing is at this address.',
    to_do: 'See `/docs`.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Not with this method',
    means: 'The address takes other methods.',
    to_do: 'Use one of the header `Allow`.',
  },
  idempotency_key_in_use: {
    status: 409,
    title: 'The first request still runs',
    means: 'A request with this `Idempotency-Key` is being served.',
    to_do: 'Send it again after the seconds of `Retry-After`: the answer is the one of the first.',
  },
  precondition_failed: {
    status: 412,
    title: 'It has changed since',
    means: '`If-Match` names another version than the present one, `current_version`. Nothing was written.',
    to_do: 'Read it again, look whether the change still makes sense, and send it with the new `ETag`.',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    means: 'The body exceeds 1 MiB (callbacks: 4 MiB).',
    to_do: 'Send less at once.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Not this content type',
    means: 'The body is not `application/json`.',
    to_do: 'Send JSON and say so.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The key belongs to another request',
    means: 'This `Idempotency-Key` came with another body or to another address within the last 24 hours.',
    to_do: 'Take a new key for a new request; repeat a request exactly as it was.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    means: 'There were too many registrations from one address or of one phone number.',
    to_do: 'Wait the seconds of `Retry-After`.',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>
