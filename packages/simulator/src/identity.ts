/** Whose account Meta is here. */
export interface Identity {
  readonly phone_number_id: string
  readonly business_account_id: string
  /** Digits, as Meta shows them in webhooks. */
  readonly display_phone_number: string
  readonly app_secret: string | undefined
  /** Undefined: any bearer token will do. */
  readonly access_token: string | undefined
}
