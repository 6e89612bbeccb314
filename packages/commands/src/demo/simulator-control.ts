import { OperatorError } from '@dutybell/shared/errors'
import type { Trouble } from './season.ts'

/** The control API of the simulator; its README describes it. */
export class SimulatorControl {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  behave(behaviour: object): Promise<void> {
    return this.#send('PUT', '/behaviour', behaviour)
  }

  write(from: string, text: string, name: string): Promise<void> {
    return this.#send('POST', '/inbound', { from, text, name })
  }

  changePhone(number: string, change: object): Promise<void> {
    return this.#send('PUT', `/phones/${encodeURIComponent(number)}`, change)
  }

  setTemplate(name: string, status: string, language?: string): Promise<void> {
    return this.#send('PUT', `/templates/${name}`, {
      status,
      ...(language === undefined ? {} : { language }),
    })
  }

  async #send(method: string, path: string, body: object): Promise<void> {
    const answer = await fetch(`${this.#url}/_control${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new OperatorError(`The simulator refused ${path}: ${await answer.text()}`)
  }
}

export interface Addresses {
  readonly phone_number: string
  readonly email: string
}

/** What the phones and mailboxes of the people do. */
export function behaviourFor(
  people: readonly (Addresses & { readonly trouble?: Trouble | undefined })[],
): object {
  const withTrouble = (trouble: Trouble) => people.filter((person) => person.trouble === trouble)
  const phones = (trouble: Trouble, rule: object) =>
    withTrouble(trouble).map(({ phone_number }) => ({ to: phone_number, ...rule }))
  const mailboxes = (trouble: Trouble, smtp_code: number, text: string) =>
    withTrouble(trouble).map(({ email }) => ({
      to: email,
      answer: { kind: 'refuse', at: 'recipient', smtp_code, text },
    }))
  return {
    callbacks: { after_ms: [100, 400, 1_500] },
    messages: [
      ...phones('withheld', { callbacks: { statuses: ['sent', 'failed'], error: { code: 131049 } } }),
      ...phones('never_opens', { callbacks: { statuses: ['sent', 'delivered'] } }),
      ...phones('in_doubt', {
        template: 'duty_allotment_confirmed',
        answer: { kind: 'lost' },
        callbacks: { statuses: [] },
      }),
    ],
    mails: [
      ...mailboxes('no_mailbox', 550, '5.1.1 No such user here'),
      ...mailboxes('mailbox_full', 452, '4.2.2 The mailbox is full'),
    ],
  }
}
