export interface Settings {
  readonly host: string
  readonly port: number
  readonly smtp_port: number
  readonly phone_number_id: string | undefined
  readonly business_account_id: string | undefined
  readonly access_token: string | undefined
  readonly app_secret: string | undefined
  readonly webhook_url: string | undefined
  readonly languages: readonly string[] | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws {Error} with a sentence for each bad value */
export function readSettings(environment: Environment): Settings {
  const faults: string[] = []
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined
  const port = (name: string, otherwise: number): number => {
    const value = Number(text(name) ?? otherwise)
    if (!Number.isInteger(value) || value < 0 || value > 65_535) {
      faults.push(`${name} must be a port, 0 to 65535; it is ${JSON.stringify(text(name))}.`)
    }
    return value
  }
  const settings = {
    // The page shows every message to everybody who reaches it, so HOST does not count.
    host: text('SIMULATOR_HOST') ?? '127.0.0.1',
    port: port('SIMULATOR_PORT', 4_000),
    smtp_port: port('SIMULATOR_SMTP_PORT', 0),
    phone_number_id: text('META_WA_PHONE_NUMBER_ID'),
    business_account_id: text('META_WA_BUSINESS_ACCOUNT_ID'),
    access_token: text('META_WA_ACCESS_TOKEN'),
    // During a rotation there are two; Meta signs with the first.
    app_secret: text('META_WA_APP_SECRET')?.split(',')[0]?.trim(),
    webhook_url: text('WEBHOOK_URL'),
    languages: text('META_WA_TEMPLATE_LANGUAGE')
      ?.split(',')
      .map((code) => code.trim())
      .filter((code) => code !== ''),
  }
  if (settings.webhook_url !== undefined && !URL.canParse(settings.webhook_url)) {
    faults.push('WEBHOOK_URL must be a URL, such as http://127.0.0.1:3000/webhooks/whatsapp.')
  }
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return settings
}
