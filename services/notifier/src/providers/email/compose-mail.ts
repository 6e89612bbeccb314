import addressparser from 'nodemailer/lib/addressparser'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { OutgoingMessage } from '../outcome.ts'
import { renderHtml } from './render-html.ts'

export interface Mail {
  readonly message_id: string
  readonly envelope: { readonly from: string; readonly to: string }
  readonly raw: Buffer
}

/**
 * Composes the raw message; `text` as prepareMessage returns it.
 *
 * @param unsubscribe_url the page that stops e-mail to the recipient; undefined: there is none
 */
export async function composeMail(
  from: string,
  message: OutgoingMessage,
  text: string,
  unsubscribe_url?: string,
): Promise<Mail> {
  const { subject, language } = message.words
  const stop_url = unsubscribe_url === undefined ? undefined : inLanguage(unsubscribe_url, language.code)
  const sender = parseSender(from)
  const copy = message.retries > 0 ? `.${message.retries}` : ''
  const message_id = `<${message.delivery_id}${copy}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`
  const composer = new MailComposer({
    from: sender,
    // An object is used as it is; a string would be parsed as a list of addresses.
    to: { name: '', address: message.recipient },
    subject,
    text: `${text}\n${stop_url === undefined ? '' : `\n-- \n${language.stop_mails}:\n${stop_url}\n`}`,
    html: renderHtml({
      subject,
      text,
      language,
      ...(stop_url === undefined ? {} : { link: { url: stop_url, words: language.stop_mails } }),
    }),
    // The same for each attempt, so that mail programs recognise a duplicate; another one for each retry by hand, which a mailbox
    // would drop as a duplicate.
    messageId: message_id,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language.code.replace('_', '-'),
      ...(stop_url === undefined ? {} : unsubscribeHeaders(stop_url)),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const raw = await composer.compile().build()
  return { message_id, envelope: { from: sender.address, to: message.recipient }, raw }
}

/** The page of the link is English unless its URL says otherwise. */
function inLanguage(url: string, code: string): string {
  return code === 'en' ? url : `${url}?language=${encodeURIComponent(code)}`
}

/** RFC 8058: the mail program itself stops the mails, by one POST. A folded line would break the URL. */
function unsubscribeHeaders(url: string) {
  return {
    'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${url}>` },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

/** `EMAIL_FROM`: an address, or a name and an address (`Duties <duties@example.org>`). */
export function parseSender(from: string): { name: string; address: string } {
  const senders = addressparser(from, { flatten: true })
  const [sender] = senders
  if (!sender || senders.length !== 1 || !/^[^\s@<>]+@[^\s@<>]+$/u.test(sender.address)) {
    throw new Error('EMAIL_FROM must be one e-mail address, with or without a name before it.')
  }
  return { name: sender.name, address: sender.address }
}
