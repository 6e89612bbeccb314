import type { ErrorTable } from './table.ts'

const TOKEN = 'Make a new permanent token of a system user and set META_WA_ACCESS_TOKEN.'
const PERMISSION =
  'Give the system user whatsapp_business_messaging and the assets: app, WhatsApp account, phone number.'
const REGISTRATION = 'Register the phone number with the Cloud API in WhatsApp Manager.'
const HEALTH = "Read the account's health in WhatsApp Manager and follow what it says."

/** The token, the number or the account is at fault: nothing can be sent until a person acts. */
export const ACCOUNT_ERRORS: ErrorTable = {
  0: { meaning: 'the app user cannot be authenticated; the token expired or was revoked', action: TOKEN },
  3: { meaning: 'the app lacks the capability or permission', action: PERMISSION },
  10: { meaning: 'a permission is missing or was removed', action: PERMISSION },
  33: {
    meaning: 'the business phone number was deleted',
    action: 'Set META_WA_PHONE_NUMBER_ID to one that exists.',
  },
  102: { meaning: 'the API session is not valid', action: TOKEN },
  104: {
    meaning: 'the request lacks a valid token or signature',
    action: `${TOKEN} Switch off "require app secret" in the app if it is on.`,
  },
  190: { meaning: 'the access token expired or is not valid', action: TOKEN },
  200: { meaning: 'no token was given, or it has no access to the phone number', action: PERMISSION },
  368: {
    meaning: 'the account is restricted or disabled for violating a policy',
    action: 'Appeal in Business Support, or wait for the end of the restriction.',
  },
  803: {
    meaning: 'the phone number id does not exist',
    action: 'Correct META_WA_PHONE_NUMBER_ID.',
  },
  131005: { meaning: 'a permission is missing or was removed', action: PERMISSION },
  131030: {
    meaning: 'the recipient is not in the list a test number may write to',
    action: 'Use a production number, or add the recipient to the list of the test number.',
  },
  131031: { meaning: 'the account is locked', action: HEALTH },
  131037: {
    meaning: "the number's display name is not approved",
    action: 'Have the display name approved in WhatsApp Manager.',
  },
  131042: {
    meaning: 'Meta cannot bill the account',
    action: 'Repair the payment method, time zone and currency of the WhatsApp account.',
  },
  131045: { meaning: "the phone number's registration failed", action: REGISTRATION },
  131064: {
    meaning: 'the account is limited because templates were put in the wrong category',
    action: 'Correct the categories of the templates; Meta lifts the limit by itself.',
  },
  133000: { meaning: 'an earlier deregistration is incomplete', action: REGISTRATION },
  133005: { meaning: 'the two-step verification PIN is wrong', action: REGISTRATION },
  133006: { meaning: 'the phone number has to be verified again', action: REGISTRATION },
  133008: { meaning: 'too many wrong PINs', action: REGISTRATION },
  133009: { meaning: 'the PIN was entered too fast', action: REGISTRATION },
  133010: { meaning: 'the phone number is not registered', action: REGISTRATION },
  133015: {
    meaning: 'the phone number was deleted moments ago',
    action: `Wait five minutes. ${REGISTRATION}`,
  },
  133016: {
    meaning: 'too many registrations; the number is locked for up to 72 hours',
    action: REGISTRATION,
  },
  134011: {
    meaning: "WhatsApp's payment terms are not accepted",
    action: 'Accept the terms in WhatsApp Manager.',
  },
}

/** All of 200 to 299: a permission was not granted, or was removed. */
export const PERMISSION_ERROR = {
  meaning: 'a permission was not granted or was removed',
  action: PERMISSION,
}

/** Code 100 with this subcode: the object does not exist, or the token may not see it. */
export const MISSING_OBJECT_SUBCODE = 33
