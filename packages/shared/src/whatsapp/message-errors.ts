import type { ErrorTable } from './error-catalogue.ts'

const RETRIED = 'No action needed: the message is retried automatically.'
const SLOWED = 'No action needed: sending slows down and continues automatically.'
const OTHER_WAY = 'Contact the person another way, or correct the phone number.'
const CHECK_CATEGORY =
  'Check that the category of the template is UTILITY; utility messages do not meet this error.'
const REPORT_BUG = 'Report a bug of Dutybell, with the delivery id and the trace id.'
const CORRECT_TEXT = 'Correct the name or the duty time that the message contains.'
export const COMPARE_TEMPLATE =
  'Compare the template and its language in WhatsApp Manager with packages/shared/src/templates/catalogue.ts.'
const REPAIR_FLOW = 'Repair the flow in WhatsApp Manager, then release the template.'

const MINUTE = 60 // seconds
const HOUR = 60 * MINUTE

/** Meta failed; a retry may succeed. */
export const TRANSIENT_ERRORS: ErrorTable = {
  1: { meaning: 'Unknown error of the API.', action: RETRIED },
  2: { meaning: 'The service is down or overloaded.', action: RETRIED },
  131000: { meaning: 'Unknown failure at Meta.', action: RETRIED },
  131016: { meaning: 'The service is not available.', action: RETRIED },
  133004: { meaning: 'The server is temporarily unavailable.', action: RETRIED },
}

/** Rate limits and maintenance: the message waits and the attempt is not counted. */
export const PACE_ERRORS: ErrorTable = {
  4: { meaning: 'Rate limit of the app.', action: SLOWED, wait_seconds: 5 * MINUTE },
  17: { meaning: 'Rate limit of the API user.', action: SLOWED, wait_seconds: 5 * MINUTE },
  341: { meaning: 'Usage limit of the app.', action: SLOWED, wait_seconds: 5 * MINUTE },
  613: { meaning: 'Rate limit of the Graph API.', action: SLOWED, wait_seconds: MINUTE },
  80007: { meaning: 'Rate limit of the WhatsApp account.', action: SLOWED, wait_seconds: 10 * MINUTE },
  80008: { meaning: 'Too many calls to the WhatsApp account.', action: SLOWED, wait_seconds: HOUR },
  130429: {
    meaning: 'Throughput limit of the phone number.',
    action: `${SLOWED} If it persists, lower META_WA_MESSAGES_PER_SECOND.`,
  },
  131048: {
    meaning:
      'The number is restricted: too many recipients blocked or reported it, or its daily limit is reached.',
    action: 'Check the quality rating of the number in WhatsApp Manager.',
    wait_seconds: HOUR,
  },
  131056: {
    meaning: 'Pair rate limit: too many messages to this recipient in a short time.',
    action: SLOWED,
    wait_seconds: MINUTE,
  },
  131057: {
    meaning: 'The account is in maintenance, for example for a throughput upgrade.',
    action: SLOWED,
    wait_seconds: 90,
  },
  134101: { meaning: 'The template is still syncing.', action: SLOWED, wait_seconds: 10 * MINUTE },
  2494100: { meaning: 'The number is in maintenance.', action: SLOWED, wait_seconds: 2 * MINUTE },
}

/** This message cannot reach this person: final for it; other recipients are not affected. */
export const RECIPIENT_ERRORS: ErrorTable = {
  130403: {
    meaning: 'The business has blocked this person.',
    action: 'Unblock the person in WhatsApp Manager.',
  },
  130472: { meaning: "The person is in Meta's experiment on marketing messages.", action: CHECK_CATEGORY },
  130497: {
    meaning: 'The account may not send to this country.',
    action: `${OTHER_WAY} If it is your own country, check the account health in WhatsApp Manager.`,
  },
  131021: {
    meaning: "The recipient is the sender's own number.",
    action: 'Correct the phone number of the registration.',
  },
  131026: {
    meaning: 'Undeliverable: not on WhatsApp, terms not accepted, or a very old app.',
    action: OTHER_WAY,
  },
  131043: { meaning: 'The message expired before it could be delivered.', action: OTHER_WAY },
  131049: { meaning: 'Meta withheld a marketing message from this person.', action: CHECK_CATEGORY },
  131050: { meaning: 'The person stopped marketing messages of this business.', action: CHECK_CATEGORY },
  137000: { meaning: 'The identity key of the person has changed.', action: OTHER_WAY },
}

/** The request is wrong: sending the same message again fails again. */
export const REQUEST_ERRORS: ErrorTable = {
  100: { meaning: 'A parameter is not valid.', action: REPORT_BUG },
  506: { meaning: 'The same request was posted twice.', action: REPORT_BUG },
  131008: { meaning: 'A required parameter is missing or empty.', action: REPORT_BUG },
  131009: { meaning: 'The value of a parameter is not valid.', action: REPORT_BUG },
  131014: { meaning: 'A media file could not be fetched.', action: REPORT_BUG },
  131047: {
    meaning: 'Only a template may be sent more than 24 hours after the last reply.',
    action: REPORT_BUG,
  },
  131051: { meaning: 'The type of the message is not supported.', action: REPORT_BUG },
  131053: { meaning: 'A media file could not be uploaded.', action: REPORT_BUG },
  131055: { meaning: 'The template is not a marketing template.', action: REPORT_BUG },
  131062: { meaning: 'The message must be addressed to a phone number.', action: REPORT_BUG },
  132005: { meaning: 'The rendered text is too long.', action: CORRECT_TEXT },
  132008: { meaning: 'The value of a template parameter is not valid.', action: CORRECT_TEXT },
  132018: {
    meaning: 'A template parameter contains new lines, tabs or a run of spaces.',
    action: CORRECT_TEXT,
  },
  135000: { meaning: 'The request is not valid.', action: REPORT_BUG },
}

/** The template is wrong or not available: its deliveries are held until it is repaired. */
export const TEMPLATE_ERRORS: ErrorTable = {
  131063: {
    meaning: 'Marketing templates are disabled for this account.',
    action: 'Change the category of the template to UTILITY.',
  },
  132000: { meaning: 'The template has a different number of parameters.', action: COMPARE_TEMPLATE },
  132001: {
    meaning: 'The template does not exist in this language, or is not approved.',
    action: `${COMPARE_TEMPLATE} META_WA_TEMPLATE_LANGUAGE must be its exact code: en is not en_US.`,
  },
  132007: {
    meaning: 'The content of the template violates a policy.',
    action: 'Edit the template and submit it again.',
  },
  132012: { meaning: 'The template has parameters of another format.', action: COMPARE_TEMPLATE },
  132015: {
    meaning: 'The template is paused for low quality.',
    action: 'Edit the template, or wait: the first pause lasts 3 hours, the second 6 hours.',
  },
  132016: {
    meaning: 'The template is permanently disabled.',
    action: 'Create a template with another name and request its approval.',
  },
  132068: { meaning: 'The flow of the template is blocked.', action: REPAIR_FLOW },
  132069: { meaning: 'The flow of the template is throttled.', action: REPAIR_FLOW },
  134100: { meaning: 'The template is not a marketing template.', action: COMPARE_TEMPLATE },
  134102: { meaning: 'The template is not available.', action: COMPARE_TEMPLATE },
  134103: { meaning: 'The template is not available.', action: COMPARE_TEMPLATE },
}
