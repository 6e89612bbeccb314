/** What the details of a Graph error are about, where the code alone does not say it. */
export type Subject = 'named_parameters' | 'template' | 'recipient'

/** Codes of a request that is wrong somewhere: the details say where. */
const REQUEST_CODES: ReadonlySet<number> = new Set([100, 131008, 131009, 132008, 132018, 135000])

const OWN_NUMBER =
  /\b(?:own|same|sender'?s?)\b[^.]{0,40}\bnumbers?\b|\bnumbers?\b[^.]{0,40}\b(?:sender|itself|yourself|same)\b|\bsender and (?:the )?recipient\b/iu
const RECIPIENT = /\brecipient\b|\b(?:invalid|not a valid) (?:whatsapp |phone )?number\b/iu
const NAMED_PARAMETERS = /\bparameter[_ ]?names?\b|\bnamed[_ ]param/iu
const TEMPLATE =
  /\btemplates?\b|\bparam(?:eter)?s?\b|\bparameter_format\b|\blocali[sz]able_params\b|\bcomponents?\b|\bplaceholders?\b/iu
/** The text of this one message; other messages of the template are not affected. */
const TEXT_OF_PARAMETER =
  /\bnew[- ]?lines?\b|\btab\b|\bconsecutive spaces\b|\btoo long\b|\b(?:max\w*|exceed\w*) (?:the )?(?:length|characters?)\b|\bcharacters? (?:long|limit)\b/iu
const OTHER_FIELDS =
  /\b(?:messaging_product|recipient_type|biz_opaque_callback_data|access_token|appsecret_proof|phone_number_id)\b/iu

/** @returns undefined if the details add nothing to the code */
export function readErrorDetails(code: number, details: string | undefined): Subject | undefined {
  if (details === undefined || !REQUEST_CODES.has(code)) return undefined
  const text = details.replaceAll(/\(#\d+\)|\binvalid parameter\b:?/giu, ' ')
  if (NAMED_PARAMETERS.test(text)) return 'named_parameters'
  if (OWN_NUMBER.test(text)) return 'recipient'
  if ((code === 100 || code === 131009) && RECIPIENT.test(text)) return 'recipient'
  if (code !== 100 || TEXT_OF_PARAMETER.test(text) || OTHER_FIELDS.test(text)) return undefined
  return TEMPLATE.test(text) ? 'template' : undefined
}

/** Shown to operators beside Meta's text. */
export const NAMED_PARAMETERS_ACTION =
  'The template was made with named parameters: make it with {{1}}, {{2}} and so on (parameter format POSITIONAL).'
