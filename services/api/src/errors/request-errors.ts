import type { CatalogueEntry } from './catalogue.ts'

/** Errors of any request, and of the server. */
export const REQUEST_ERRORS = {
  invalid_input: {
    status: 400,
    title: 'Validation error',
    means: 'A field is missing, unknown, of the wrong type, or has an invalid value.',
    to_do: 'Correct the fields in `errors`.',
  },
  malformed_request: {
    status: 400,
    title: 'Malformed request',
    means: 'The body is not JSON or not UTF-8, the URL or request line is broken, or a key is `__proto__`.',
    to_do: 'Correct the request.',
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    means: 'The request carries no admin key, or one that is unknown, expired or revoked.',
    to_do: 'Send `Authorization: Bearer <secret>` with the secret of an admin key.',
  },
  webhook_signature_invalid: {
    status: 401,
    title: 'Invalid signature',
    means: '`X-Hub-Signature-256` does not match the body.',
    to_do: "Compare `META_WA_APP_SECRET` with the app's secret.",
  },
  missing_scope: {
    status: 403,
    title: 'Missing scope',
    means: 'The key lacks the scope that `detail` names.',
    to_do: 'Use a key with that scope; `pnpm api-keys create` makes one.',
  },
  webhook_forbidden: {
    status: 403,
    title: 'Webhook forbidden',
    means: 'The verify token is wrong, or no app secret is configured.',
    to_do: 'Set `META_WA_WEBHOOK_VERIFY_TOKEN` and `META_WA_APP_SECRET`.',
  },
  metrics_forbidden: {
    status: 403,
    title: 'Metrics forbidden',
    means: '`/metrics` was asked for from a public address or through a proxy, or has a listener of its own.',
    to_do: 'Ask from a private network, or at `METRICS_ADDRESS`.',
  },
  route_not_found: {
    status: 404,
    title: 'Not found',
    means: 'No route has this URL.',
    to_do: 'See `/docs` for the routes.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    means: 'The route does not support this method.',
    to_do: 'Use a method of the header `Allow`.',
  },
  not_acceptable: {
    status: 406,
    title: 'Not acceptable',
    means: '`Accept` allows CSV only, which this route does not have.',
    to_do:
      'Accept `application/json`. Lists of people, duties and messages, and the board of a day, have CSV.',
  },
  idempotency_key_in_use: {
    status: 409,
    title: 'Idempotency key in use',
    means: 'A request with this `Idempotency-Key` is in progress.',
    to_do: 'Repeat it after the seconds of `Retry-After`; it gets the answer of the first request.',
  },
  precondition_failed: {
    status: 412,
    title: 'Precondition failed',
    means: '`If-Match` names another version than `current_version`. Nothing was written.',
    to_do: 'Read the resource again, check the change, and send it with the new `ETag`.',
  },
  payload_too_large: {
    status: 413,
    title: 'Payload too large',
    means: 'The body exceeds 1 MiB (webhooks: 4 MiB, imports: 10 MiB).',
    to_do: 'Send a smaller body; split a file that is imported.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    means: 'The body is not `application/json`; of an import, not `text/csv`.',
    to_do: 'Send JSON with `content-type: application/json`; a file with `content-type: text/csv`.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency key reused',
    means: 'This `Idempotency-Key` was used with another body or URL (with its query) in the last 24 hours.',
    to_do: 'Use a new key for a new request; repeat a request without changes.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    means: 'Too many registrations from one client address, for one phone number or for one e-mail address.',
    to_do: 'Repeat it after the seconds of `Retry-After`.',
  },
  internal_error: {
    status: 500,
    title: 'Internal error',
    means: 'An internal error; the log has it under `request_id`.',
    to_do: 'Report it with its `request_id`.',
  },
  database_unavailable: {
    status: 503,
    title: 'Database unavailable',
    means: 'The database cannot be reached, takes no writes, or is not migrated.',
    to_do: 'Repeat it after the seconds of `Retry-After`; nothing was written.',
  },
  overloaded: {
    status: 503,
    title: 'Overloaded',
    means:
      'The event loop is late, every database connection is in use, a statement took too long, or other requests change the same rows.',
    to_do: 'Repeat it after the seconds of `Retry-After`; nothing was written.',
  },
  not_ready: {
    status: 503,
    title: 'Not ready',
    means:
      '`/readyz`: the schema of the database does not fit this release, its disk is full, or it is a standby and takes no writes.',
    to_do: 'Do what `detail` says.',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>
