const OPEN_MANAGER = "Open the account in Meta's WhatsApp Manager and follow its instructions."
const RECONNECT =
  'Connect the number again: open the WhatsApp Business app on the primary phone, or repeat the embedded sign-up, and check the permissions of the system user.'
const IMPROVE_QUALITY =
  'Check the quality rating in WhatsApp Manager and stop messages that recipients report or block.'

/** What an operator must do about an event of the account, by Meta's name of it. */
const ACTIONS: ReadonlyMap<string, string> = new Map([
  ['PARTNER_REMOVED', RECONNECT],
  ['ACCOUNT_OFFBOARDED', RECONNECT],
  [
    'ACCOUNT_DELETED',
    'Create a WhatsApp account and set META_WA_BUSINESS_ACCOUNT_ID, or restore it with Meta.',
  ],
  [
    'ACCOUNT_RESTRICTION',
    'Open Business Support in Meta Business Suite and request a review of the restriction.',
  ],
  [
    'ACCOUNT_VIOLATION',
    'Open Business Support in Meta Business Suite and request a review of the violation.',
  ],
  [
    'DISABLED_UPDATE DISABLE',
    'Open Business Support in Meta Business Suite and appeal the ban of the account.',
  ],
  [
    'DISABLED_UPDATE SCHEDULE_FOR_DISABLE',
    'Open Business Support in Meta Business Suite and appeal before Meta disables the account.',
  ],
  ['FLAGGED', IMPROVE_QUALITY],
  ['DOWNGRADE', IMPROVE_QUALITY],
])

/** @returns undefined for an event without a rule, and for what is no event */
export function adviseOnKnownEvent(event: string): string | undefined {
  return ACTIONS.get(event)
}

export function adviseOnAccountEvent(event: string): string {
  return ACTIONS.get(event) ?? OPEN_MANAGER
}
