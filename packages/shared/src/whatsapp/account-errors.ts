import type { ErrorTable } from './error-catalogue.ts'

const NEW_TOKEN = 'Create a new permanent token of a system user and set META_WA_ACCESS_TOKEN.'
const GRANT_PERMISSION =
  'Give the system user the permission whatsapp_business_messaging and the assets: app, WhatsApp account, phone number.'
const REGISTER_NUMBER = 'Register the phone number with the Cloud API in WhatsApp Manager.'
const CHECK_HEALTH = 'Open the account health in WhatsApp Manager and follow its instructions.'

/** Code 100 with this subcode: the object does not exist, or the token has no access to it. */
export const MISSING_OBJECT_SUBCODE = 33

/** Meta reserves all codes from 200 to 299 for permissions. */
export const PERMISSION_ERROR = {
  meaning: 'A permission is not granted or was removed.',
  action: GRANT_PERMISSION,
}

/** Errors of the token, the number or the account: nothing can be sent until an operator acts. */
export const ACCOUNT_ERRORS: ErrorTable = {
  0: {
    meaning: 'The app user cannot be authenticated: the token expired or was revoked.',
    action: NEW_TOKEN,
  },
  3: { meaning: 'The app lacks a capability or a permission.', action: GRANT_PERMISSION },
  10: { meaning: 'A permission is missing or was removed.', action: GRANT_PERMISSION },
  33: {
    meaning: 'The business phone number was deleted.',
    action: 'Set META_WA_PHONE_NUMBER_ID to an existing phone number.',
  },
  102: { meaning: 'The API session is not valid.', action: NEW_TOKEN },
  104: {
    meaning: 'The request has no valid token or signature.',
    action: `${NEW_TOKEN} Switch off "Require App Secret" in the app settings if it is on.`,
  },
  190: { meaning: 'The access token expired or is not valid.', action: NEW_TOKEN },
  200: { meaning: 'No token was given, or it has no access to the phone number.', action: GRANT_PERMISSION },
  368: {
    meaning: 'The account is restricted or disabled because of a policy violation.',
    action: 'Appeal in Business Support, or wait until the restriction ends.',
  },
  803: { meaning: 'The phone number id does not exist.', action: 'Correct META_WA_PHONE_NUMBER_ID.' },
  131005: { meaning: 'A permission is missing or was removed.', action: GRANT_PERMISSION },
  131030: {
    meaning: "The recipient is not in the test number's list of allowed recipients.",
    action: "Use a production number, or add the recipient to the test number's list.",
  },
  131031: { meaning: 'The account is locked.', action: CHECK_HEALTH },
  131037: {
    meaning: "The number's display name is not approved.",
    action: 'Request approval of the display name in WhatsApp Manager.',
  },
  131042: {
    meaning: 'Meta cannot bill the account.',
    action: 'Correct the payment method, time zone and currency of the WhatsApp account.',
  },
  131045: { meaning: "The phone number's registration failed.", action: REGISTER_NUMBER },
  131064: {
    meaning: 'The account is limited because templates have the wrong category.',
    action: 'Correct the categories of the templates; Meta removes the limit automatically.',
  },
  133000: { meaning: 'An earlier deregistration is incomplete.', action: REGISTER_NUMBER },
  133005: { meaning: 'The two-step verification PIN is wrong.', action: REGISTER_NUMBER },
  133006: { meaning: 'The phone number must be verified again.', action: REGISTER_NUMBER },
  133008: { meaning: 'Too many wrong PINs were entered.', action: REGISTER_NUMBER },
  133009: { meaning: 'The PIN was entered too fast.', action: REGISTER_NUMBER },
  133010: { meaning: 'The phone number is not registered.', action: REGISTER_NUMBER },
  133015: {
    meaning: 'The phone number was deleted minutes ago.',
    action: `Wait five minutes. ${REGISTER_NUMBER}`,
  },
  133016: {
    meaning: 'Too many registrations: the number is locked for up to 72 hours.',
    action: `Wait until the lock ends. ${REGISTER_NUMBER}`,
  },
  134011: {
    meaning: 'The WhatsApp Payments terms are not accepted.',
    action: 'Accept the terms in WhatsApp Manager.',
  },
}
