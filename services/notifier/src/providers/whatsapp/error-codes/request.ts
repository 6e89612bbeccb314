import type { ErrorTable } from './table.ts'

const REPORT = 'Report it as a fault of this program, with the delivery and the trace id.'
const TEXT = 'Correct the name or the duty time it was made of.'

/** What we sent is wrong: the same message would be refused again. */
export const REQUEST_ERRORS: ErrorTable = {
  100: { meaning: 'a parameter is not valid', action: REPORT },
  506: { meaning: 'the same request was posted twice', action: REPORT },
  131008: { meaning: 'a required parameter is missing or empty', action: REPORT },
  131009: { meaning: 'the value of a parameter is not valid', action: REPORT },
  131014: { meaning: 'a medium could not be fetched', action: REPORT },
  131047: { meaning: 'only a template may be sent more than a day after the last reply', action: REPORT },
  131051: { meaning: 'the type of the message is not supported', action: REPORT },
  131053: { meaning: 'a medium could not be uploaded', action: REPORT },
  131055: { meaning: 'the template is not a marketing template', action: REPORT },
  131062: { meaning: 'the message must be addressed to a phone number', action: REPORT },
  132005: { meaning: 'the filled-in text is too long', action: TEXT },
  132008: { meaning: 'the value of a template parameter is not valid', action: TEXT },
  132018: { meaning: 'a template parameter has new lines, tabs or a run of spaces', action: TEXT },
  135000: { meaning: 'the request is not valid', action: REPORT },
}
