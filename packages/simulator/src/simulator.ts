import type { Logger } from '@dutybell/shared/logger'
import { createDirector } from './behaviour/director.ts'
import type { Behaviour } from './behaviour/schema.ts'
import { createOutage, type OutageKind } from './control/outage.ts'
import { createEventStream } from './control/event-stream.ts'
import type { DecideMessage } from './graph/send-message-route.ts'
import { createTemplateStore, type TemplateChange } from './graph/template-store.ts'
import type { Identity } from './graph/account.ts'
import type { InboundMessage, SimulatedMail, SimulatedMessage } from './ledger/entries.ts'
import { createPeople, type WrittenText } from './phones/people.ts'
import { createPhones, type Phone, type PhoneChange } from './phones/phones.ts'
import { createLedger, type LedgerTotals } from './ledger/ledger.ts'
import { waitFor } from './ledger/wait-for.ts'
import { startMailCatcher } from './mail/catcher.ts'
import { createCallbackSchedule } from './webhooks/callbacks.ts'
import { templateStatusChange } from './webhooks/changes.ts'
import { createWebhookSender } from './webhooks/sender.ts'
import { createApp } from './app.ts'

const DEFAULT_CAPACITY = 20_000
const WAIT_TIMEOUT_MS = 60_000

export interface SimulatorOptions {
  /** By default 0: any free port. */
  readonly port?: number
  readonly smtp_port?: number
  readonly host?: string
  /** Offers STARTTLS with a self-signed certificate. */
  readonly smtp_starttls?: boolean
  readonly phone_number_id?: string
  readonly business_account_id?: string
  readonly display_phone_number?: string
  /** By default any bearer token is accepted. */
  readonly access_token?: string
  /** Signs the webhooks; without it they are not signed. */
  readonly app_secret?: string
  /** The receiver of the webhooks; without it the page still shows the statuses. */
  readonly webhook_url?: string
  readonly languages?: readonly string[]
  readonly behaviour?: Behaviour
  /** Decides about a valid message before the rules of the behaviour; undefined leaves it to them. */
  readonly decide?: DecideMessage
  /** Maximum of messages and of mails kept. */
  readonly capacity?: number
  readonly log: Logger
}

export interface Simulator {
  readonly url: string
  readonly smtp_url: string
  readonly phone_number_id: string
  readonly business_account_id: string
  /** Each POST, oldest first. */
  readonly messages: readonly SimulatedMessage[]
  readonly mails: readonly SimulatedMail[]
  readonly totals: () => LedgerTotals
  readonly empty: () => void
  /** Replaces the behaviour; `{}` is the default. */
  readonly behave: (behaviour: Behaviour) => void
  readonly behaviour: () => Behaviour
  readonly setWebhookUrl: (url: string | undefined) => void
  /**
   * Changes a template in each language, or in one. For a status the webhooks are sent: an optional template is not in the account
   * until it has one, `DELETED` removes one. @returns how many changed
   */
  readonly changeTemplate: (change: TemplateChange & { readonly reason?: string }) => number
  /** Sends the webhook of a text from a person. */
  readonly receiveText: (text: WrittenText) => InboundMessage
  readonly phones: () => readonly Phone[]
  /** Switches it off or on, hides or shows its number, or gives the person another number and sends the webhook of it. */
  readonly changePhone: (number: string, change: PhoneChange) => Phone
  readonly outage: (kind: OutageKind, forMs: number) => void
  readonly endOutage: () => Promise<void>
  /** Each returns the function that unsubscribes. */
  readonly onMessage: (listener: (message: SimulatedMessage) => void) => () => void
  readonly onMail: (listener: (mail: SimulatedMail) => void) => () => void
  /** Reject after `timeoutMs` (60 s unless set). */
  readonly waitForMessages: (holds: Holds<SimulatedMessage>, timeoutMs?: number) => Promise<void>
  readonly waitForMails: (holds: Holds<SimulatedMail>, timeoutMs?: number) => Promise<void>
  /** Until no status is due and each webhook is delivered or dropped. */
  readonly waitForCallbacks: (timeoutMs?: number) => Promise<void>
  readonly close: () => Promise<void>
}

type Holds<Entry> = (entries: readonly Entry[]) => boolean

/** Starts the simulated Graph API and mail server in this process. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { host = '127.0.0.1', log } = options
  const identity: Identity = {
    phone_number_id: options.phone_number_id ?? '106540352242922',
    business_account_id: options.business_account_id ?? '102290129340398',
    display_phone_number: options.display_phone_number ?? '15550783881',
    app_secret: options.app_secret,
    access_token: options.access_token,
  }
  const ledger = createLedger(options.capacity ?? DEFAULT_CAPACITY)
  const director = createDirector(options.behaviour)
  const templates = createTemplateStore(options.languages ?? ['en'])
  const idle = () => ledger.events.emit('idle')
  const { behaviour } = director
  const webhooks = createWebhookSender({ identity, url: options.webhook_url, behaviour, log, onIdle: idle })
  const phones = createPhones()
  const callbacks = createCallbackSchedule(identity, ledger, webhooks, phones, idle)
  const controlState = () => ({
    behaviour: behaviour(),
    phones: phones.list(),
    templates: templates.list().map(({ name, language, status }) => ({ name, language, status })),
  })
  const stream = createEventStream(ledger, controlState)
  const people = createPeople({ identity, ledger, webhooks, phones, onChange: stream.announceControl })
  const stop = new AbortController()

  const control: Omit<Simulator, 'url' | 'smtp_url'> = {
    phone_number_id: identity.phone_number_id,
    business_account_id: identity.business_account_id,
    messages: ledger.messages,
    mails: ledger.mails,
    totals: ledger.totals,
    empty: ledger.empty,
    behave(next) {
      director.behave(next)
      stream.announceControl()
    },
    phones: phones.list,
    behaviour,
    setWebhookUrl: webhooks.setUrl,
    changeTemplate({ reason = 'NONE', ...change }) {
      const changed = templates.change(change)
      for (const stored of change.status === undefined ? [] : changed)
        void webhooks.send(templateStatusChange(stored, reason))
      return changed.length
    },
    ...people,
    outage: (kind, forMs) => outage.begin(kind, forMs),
    endOutage: () => outage.end(),
    onMessage(listener) {
      ledger.events.on('message', listener)
      return () => ledger.events.off('message', listener)
    },
    onMail(listener) {
      ledger.events.on('mail', listener)
      return () => ledger.events.off('mail', listener)
    },
    waitForMessages: (holds, timeoutMs = WAIT_TIMEOUT_MS) =>
      waitFor(ledger, ['message', 'message_changed'], () => holds(ledger.messages), timeoutMs),
    waitForMails: (holds, timeoutMs = WAIT_TIMEOUT_MS) =>
      waitFor(ledger, ['mail'], () => holds(ledger.mails), timeoutMs),
    waitForCallbacks: (timeoutMs = WAIT_TIMEOUT_MS) =>
      waitFor(ledger, ['idle'], () => callbacks.pending() === 0 && webhooks.pending() === 0, timeoutMs),
    close: () => (closed ??= shutDown()),
  }
  let closed: Promise<void> | undefined

  const app = await createApp({
    host,
    identity,
    director,
    ledger,
    callbacks,
    callbackUrl: () => webhooks.url() ?? '',
    templates,
    stream,
    control,
    decide: options.decide,
    stopping: stop.signal,
  })
  const outage = createOutage(app.server, host)
  const { url, mailCatcher } = await listen().catch(async (cause: unknown) => {
    await shutDownGraph()
    throw cause
  })

  async function listen() {
    const url = await app.listen({ port: options.port ?? 0, host })
    const mailCatcher = await startMailCatcher({
      host,
      port: options.smtp_port ?? 0,
      starttls: options.smtp_starttls ?? false,
      director,
      ledger,
    })
    return { url, mailCatcher }
  }

  async function shutDownGraph(): Promise<void> {
    stop.abort()
    callbacks.close()
    stream.close()
    outage.close()
    await webhooks.close()
    await app.close()
  }

  async function shutDown(): Promise<void> {
    await Promise.all([shutDownGraph(), mailCatcher.close()])
  }

  return { ...control, url, smtp_url: mailCatcher.url }
}
