import type { Answer, Api } from '../start-api.ts'
import { ADMIN_SECRET } from '../start-api.ts'

const HEADERS = { host: 'localhost', 'sec-fetch-site': 'same-origin' }

/** Boxes that a browser does not send. */
const UNTICKED = /<input type="(?:checkbox|radio)"(?![^>]* checked)[^>]*>/g

/** A browser without scripts: keeps cookies, follows no redirect, and fills in the forms of the page that it saw last. */
export class Visitor {
  readonly #api: Api
  readonly #headers: Record<string, string>
  readonly cookies = new Map<string, string>()
  page: Answer = { status: 0, headers: {}, text: '', json: {} }

  constructor(api: Api, headers: Record<string, string> = {}) {
    this.#api = api
    this.#headers = { ...HEADERS, ...headers }
  }

  get(url: string): Promise<Answer> {
    return this.#send('GET', url)
  }

  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.postText(url, new URLSearchParams(fields).toString(), headers)
  }

  /** Fields as they go over the wire. */
  postText(url: string, payload: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send('POST', url, payload, {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    })
  }

  /** As a form with `enctype="multipart/form-data"`. */
  upload(
    url: string,
    fields: Readonly<Record<string, string>>,
    file?: { readonly name: string; readonly bytes: Buffer },
  ): Promise<Answer> {
    const boundary = 'boundary-of-the-test'
    const part = (head: string, bytes: string | Buffer) => [
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(bytes),
      Buffer.from('\r\n'),
    ]
    const payload = Buffer.concat([
      ...Object.entries(fields).flatMap(([name, value]) =>
        part(`name="${name}"`, value.replaceAll(/\r?\n/g, '\r\n')),
      ),
      ...(file === undefined
        ? []
        : part(`name="file"; filename="${file.name}"\r\ncontent-type: text/csv`, file.bytes)),
      Buffer.from(`--${boundary}--\r\n`),
    ])
    return this.#send('POST', url, payload, { 'content-type': `multipart/form-data; boundary=${boundary}` })
  }

  /** Submits the form of the page with this action, as it is but for the given fields. */
  async submit(action: string | RegExp, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const found = this.forms().find((form) =>
      typeof action === 'string' ? form.action === action : action.test(form.action),
    )
    if (found === undefined) throw new Error(`The page has no form to ${String(action)}: ${this.page.text}`)
    return this.post(found.action, { ...found.fields, ...fields })
  }

  forms(): { action: string; fields: Record<string, string> }[] {
    return [...this.page.text.matchAll(/<form\b[^>]*\baction="([^"]*)"[^]*?<\/form>/g)].map(
      ([form, action = '']) => ({
        action,
        fields: Object.fromEntries(
          [...form.replaceAll(UNTICKED, '').matchAll(/name="([^"]*)"\s+value="([^"]*)"/g)].map(
            ([, name = '', value = '']) => [
              name,
              value.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
            ],
          ),
        ),
      }),
    )
  }

  async signIn(secret = ADMIN_SECRET): Promise<Answer> {
    return this.post('/console', { key: secret })
  }

  async #send(
    method: 'GET' | 'POST',
    url: string,
    payload?: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await this.#api.call({
      method,
      url,
      headers: { ...this.#headers, ...(cookie === '' ? {} : { cookie }), ...headers },
      ...(payload === undefined ? {} : { payload }),
    })
    const lines: readonly unknown[] = [answer.headers['set-cookie']].flat()
    for (const line of lines.filter((line) => typeof line === 'string')) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    return (this.page = answer)
  }
}
