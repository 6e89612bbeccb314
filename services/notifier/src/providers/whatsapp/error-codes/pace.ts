import type { ErrorTable } from './table.ts'

const NOTHING = 'Nothing: sending slows down and goes on by itself.'
const MINUTE = 60 // seconds
const HOUR = 60 * MINUTE

/** We are too fast, or Meta wants a pause: the message waits and counts_attempt no attempt. */
export const PACE_ERRORS: ErrorTable = {
  4: { meaning: 'too many calls of the app', action: NOTHING, wait_seconds: 5 * MINUTE },
  17: { meaning: 'too many calls of the user', action: NOTHING, wait_seconds: 5 * MINUTE },
  341: { meaning: 'a limit of the app is reached', action: NOTHING, wait_seconds: 5 * MINUTE },
  613: { meaning: 'too many calls', action: NOTHING, wait_seconds: MINUTE },
  80007: { meaning: 'too many calls of the WhatsApp account', action: NOTHING, wait_seconds: 10 * MINUTE },
  80008: { meaning: 'too many calls to the WhatsApp account', action: NOTHING, wait_seconds: HOUR },
  130429: {
    meaning: "the phone number's throughput is reached",
    action: `${NOTHING} If it lasts, lower META_WA_MESSAGES_PER_SECOND.`,
    wait_seconds: 5,
  },
  131048: {
    meaning:
      'the number is restricted: too many recipients blocked or reported it, or its daily limit is reached',
    action: "Look at the number's quality in WhatsApp Manager.",
    wait_seconds: HOUR,
  },
  131056: {
    meaning: 'too many messages to this recipient in a short time',
    action: NOTHING,
    wait_seconds: MINUTE,
  },
  131057: {
    meaning: 'the account is in maintenance, such as a rise of its throughput',
    action: NOTHING,
    wait_seconds: 90,
  },
  134101: {
    meaning: 'the template is still being prepared',
    action: NOTHING,
    wait_seconds: 10 * MINUTE,
  },
  2494100: { meaning: 'the number is in maintenance', action: NOTHING, wait_seconds: 2 * MINUTE },
}
