import { allows } from '@dutybell/shared/api-keys/scopes'
import type { Answer } from './answer.ts'
import type { Request } from './request.ts'
import { EMAIL_MARK, NAME_MARK, PHONE_MARK } from './valid-values.ts'

/** An error may repeat what its request said, and nothing of anybody else. */
export function foreignData(request: Request, { status, body }: Answer): string[] {
  if (status < 400) return []
  const said = whatWasSaid(request)
  return marksIn(body)
    .filter((mark) => !said.includes(mark))
    .map((mark) => `The error, ${status}, tells of somebody: ${mark}`)
}

/** Who may not see addresses and numbers gets none; those of their own request are no exception, names are. */
export function maskedData({ key_holder }: Request, { status, body }: Answer): string[] {
  if (key_holder === undefined || status >= 400 || allows(key_holder.scopes, 'pii')) return []
  return [...body.toString().matchAll(PHONE_MARK), ...body.toString().matchAll(EMAIL_MARK)].map(
    ([mark]) => `Without the scope pii it shows ${mark}`,
  )
}

function marksIn(body: Buffer): string[] {
  const text = body.toString()
  const numbers = [...text.matchAll(PHONE_MARK)].map(([, digits = '']) => digits.slice(2))
  return [...numbers, ...(text.match(NAME_MARK) ?? []), ...(text.match(EMAIL_MARK) ?? [])]
}

/** Numbers as their digits alone, however they were written. */
function whatWasSaid({ target, body }: Request): string {
  const said = `${target}\n${body?.toString() ?? ''}`
  return `${said}\n${said.replaceAll(/[ ().-]|%20|%2B/g, '')}`
}
