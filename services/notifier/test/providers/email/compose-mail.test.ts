import { simpleParser } from 'mailparser'
import { test } from 'tap'
import { wordsOf } from '@dutybell/shared/templates/languages'
import { renderTemplate } from '@dutybell/shared/templates/render'
import { composeMail } from '../../../src/providers/email/compose-mail.ts'
import { renderHtml } from '../../../src/providers/email/render-html.ts'
import { MAIL } from './support.ts'

test('compose-mail: a name made of HTML and of another script, shown as text', async (t) => {
  const text = 'Hello <b>O\'Neil</b> & "अहमद",\nYour registration has been received successfully.'
  const { raw } = await composeMail('duties@example.com', MAIL, text)
  const mail = await simpleParser(raw)
  t.equal(mail.text, `${text}\n`)
  t.notMatch(mail.html, '<b>')
  t.match(mail.html, 'अहमद')
})

test('compose-mail: a name that looks like a header or an address list adds neither', async (t) => {
  const { raw, envelope } = await composeMail(
    '"Duties, all" <duties@example.com>',
    MAIL,
    'x\r\nBcc: b@example.org',
  )
  const mail = await simpleParser(raw)
  t.equal(mail.bcc, undefined)
  t.strictSame(envelope, { from: 'duties@example.com', to: 'ahmed.ali@example.org' })
})

test('compose-mail: in Urdu, written from right to left with its own words', async (t) => {
  const words = wordsOf('duty_allotment_confirmed', 'ur', 'en')
  const parameters = ['Ahmed Ali', '15 مارچ 2026', 'Fajar Azaan']
  const message = { ...MAIL, language: 'ur', words, parameters }
  const text = renderTemplate(words, parameters)
  const { raw } = await composeMail('duties@example.com', message, text, 'https://example.org/unsubscribe/x')
  const mail = await simpleParser(raw)
  t.equal(mail.subject, words.subject)
  t.match(mail.text, /^السلام علیکم Ahmed Ali،\n[^]*یہ ای میلز بند کریں:\nhttps:/)
  t.match(mail.html, '<html lang="ur" dir="rtl">')
  t.match(mail.html, '<div dir="rtl"')
  t.equal(mail.headers.get('content-language'), 'ur')
})

test('render-html: no external resource', async (t) => {
  const html = renderHtml({
    subject: 'Subject',
    text: 'one\ntwo',
    language: { code: 'en', direction: 'ltr' },
  })
  t.notMatch(html, /https?:|src=|<link|<script/)
  t.match(html, '<title>Subject</title>')
})

test('compose-mail: the link that stops e-mail is in the headers of RFC 8058, unfolded, and in both texts', async (t) => {
  const url = `https://duties.example.org/unsubscribe/${'aB-_'.repeat(90)}`
  const { raw } = await composeMail('duties@example.com', MAIL, 'Hello', url)
  const lines = raw.toString().split('\r\n')
  t.ok(lines.includes(`List-Unsubscribe: <${url}>`))
  t.ok(lines.includes('List-Unsubscribe-Post: List-Unsubscribe=One-Click'))
  const mail = await simpleParser(raw)
  t.equal(mail.text, `Hello\n\n-- \nStop these e-mails:\n${url}\n`)
  t.match(mail.html, `<a href="${url}"`)
})

test('compose-mail: without a link neither header nor line', async (t) => {
  const { raw } = await composeMail('duties@example.com', MAIL, 'Hello')
  t.notMatch(raw.toString(), /unsubscribe|stop these/i)
})

test('compose-mail: a message in Urdu, the link leads to the page in Urdu', async (t) => {
  const words = wordsOf(MAIL.template, 'ur', 'en')
  const { raw } = await composeMail(
    'duties@example.com',
    { ...MAIL, words },
    'سلام',
    'https://duties.example.org/unsubscribe/x',
  )
  t.match(raw.toString(), 'List-Unsubscribe: <https://duties.example.org/unsubscribe/x?language=ur>')
  const mail = await simpleParser(raw)
  t.match(mail.text, 'یہ ای میلز بند کریں:\nhttps://duties.example.org/unsubscribe/x?language=ur\n')
})
