import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import type { ProviderError, SendOutcome } from '../providers/outcome.ts'
import {
  endTrial,
  holdTemplate,
  pauseChannel,
  slowChannel,
  spaceRecipient,
} from '@dutybell/shared/channels/channel-control'
import type { Claimed } from '../deliveries/claim-deliveries.ts'
import { PAIR_RATE_LIMIT } from '@dutybell/shared/whatsapp/error-catalogue'
import { PACE_MS } from '../deliveries/decide.ts'
import { OutageStreak } from './outage-streak.ts'
import type { ChannelSettings } from './settings.ts'

/** What an outcome means for more than its own message: the channel pauses or slows down, a template is held. */
export class ChannelWatch {
  readonly #db: Db
  readonly #settings: ChannelSettings
  readonly #log: Logger
  readonly #streak = new OutageStreak()
  /** Many in flight fail alike: one statement says so for all of them. */
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(options: { db: Db; settings: ChannelSettings; log: Logger }) {
    this.#db = options.db
    this.#settings = options.settings
    this.#log = options.log
  }

  /**
   * Resolves when the database knows; it is to know before the outcome is recorded and the message can be claimed again.
   *
   * @returns `is_outage`: the failure is not to be held against the message: nobody gets through, or it went first as a trial.
   *   `halts`: no other message of the channel may go now
   */
  async observe(claimed: Claimed, outcome: SendOutcome): Promise<{ is_outage: boolean; halts: boolean }> {
    const { channel } = this.#settings
    const is_outage = this.#streak.observe(claimed.recipient, outcome)
    const error = outcome.outcome === 'accepted' ? null : outcome.error
    const concernsAll =
      is_outage || error?.class === 'account' || (claimed.is_trial && error?.class === 'transient')
    if (error && concernsAll) {
      await this.#once('pause', () => this.#pause(error))
    } else if (claimed.is_trial) {
      await this.#once('trial', () => endTrial(this.#db, channel))
    }
    if (
      outcome.outcome === 'accepted'
        ? outcome.template_paused
        : outcome.outcome === 'refused' && error?.class === 'template'
    ) {
      await this.#once(claimed.template, () => this.#holdTemplate(claimed.template, error))
    }
    if (error?.code === PAIR_RATE_LIMIT) await this.#space(claimed.recipient, error)
    const slow_down_ms = slowDownOf(outcome)
    if (slow_down_ms !== undefined) await this.#slowDown(slow_down_ms)
    return { is_outage: concernsAll, halts: concernsAll || slow_down_ms !== undefined }
  }

  async #pause(error: ProviderError): Promise<void> {
    const { channel } = this.#settings
    this.#log.error({ channel, code: error.code }, `The channel pauses: ${error.text}`)
    await pauseChannel(this.#db, channel, error)
  }

  async #holdTemplate(template: string, error: ProviderError | null): Promise<void> {
    const reason = error
      ? `${error.code}: ${error.text}`
      : 'Meta accepted a message of it but says that it is paused.'
    this.#log.error({ template }, `The template is held: ${reason}`)
    await holdTemplate(this.#db, template, reason, error?.code ?? null)
  }

  async #space(recipient: string, { retry_after_ms = PACE_MS }: ProviderError): Promise<void> {
    const { channel } = this.#settings
    await this.#once(recipient, () => spaceRecipient(this.#db, channel, recipient, retry_after_ms))
  }

  async #slowDown(wait_ms: number): Promise<void> {
    const { channel, messages_per_second } = this.#settings
    this.#log.warn({ channel, wait_ms }, 'The provider wants it slower')
    await this.#once('pace', () => slowChannel(this.#db, channel, wait_ms, messages_per_second))
  }

  /** What the database cannot take now, the next message that fails says again. */
  async #once(what: string, act: () => Promise<void>): Promise<void> {
    const running =
      this.#underWay.get(what) ??
      act()
        .catch((err: unknown) =>
          this.#log.warn({ err, what }, 'The channel could not be told what a message met'),
        )
        .finally(() => this.#underWay.delete(what))
    this.#underWay.set(what, running)
    await running
  }
}

function slowDownOf(outcome: SendOutcome): number | undefined {
  if (outcome.outcome === 'accepted') return outcome.slow_down_ms
  const { code, class: error_class, retry_after_ms = PACE_MS } = outcome.error
  return error_class === 'pace' && code !== PAIR_RATE_LIMIT ? retry_after_ms : undefined
}
