import type { ErrorTable } from './table.ts'

const REACH = 'Reach the person another way, or correct the phone number.'
const CATEGORY = 'See that the template is in the category UTILITY; this does not happen to utility messages.'

/** This person cannot be reached by this message: final for it, nobody else is concerned. */
export const RECIPIENT_ERRORS: ErrorTable = {
  130403: {
    meaning: 'our business has blocked this person',
    action: 'Unblock the person in WhatsApp Manager.',
  },
  130472: { meaning: "the person is in Meta's experiment on marketing messages", action: CATEGORY },
  130497: {
    meaning: 'the account may not write to this country',
    action: `${REACH} If it is the home country, read the account's health in WhatsApp Manager.`,
  },
  131021: {
    meaning: "the recipient is the sender's own number",
    action: 'Correct the phone number of the registration.',
  },
  131026: {
    meaning: 'undeliverable: not on WhatsApp, its terms not accepted, or a very old app',
    action: REACH,
  },
  131043: { meaning: 'the message expired before it could be delivered', action: REACH },
  // A retry would be counted against the whole account.
  131049: { meaning: 'Meta withheld a marketing message to keep the person engaged', action: CATEGORY },
  131050: { meaning: 'the person stopped marketing messages of this business', action: CATEGORY },
  137000: { meaning: "the person's identity key has changed", action: REACH },
}
