import { adviseOnError, adviseOnHold } from '@dutybell/shared/channels/advise'
import {
  endTrial,
  exhaustQuota,
  holdTemplate,
  pauseChannel,
  type ProviderWait,
  slowChannel,
  spaceRecipient,
  type Translation,
} from '@dutybell/shared/channels/channel-control'
import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import { PAIR_RATE_LIMIT } from '@dutybell/shared/whatsapp/error-catalogue'
import type { ProviderError, SendOutcome } from '../providers/outcome.ts'
import { countFailures, isCounted, pausesChannel, streakText } from './failure-streaks.ts'
import { OutageStreak } from './outage-streak.ts'
import { type ChannelSettings, DEFAULT_RATE_LIMIT_WAIT_MS } from './settings.ts'

/** The delivery that an outcome belongs to. */
interface Observed {
  readonly delivery_id: string
  readonly recipient: string
  readonly template: string
  readonly language: string
  readonly is_trial: boolean
}

/** Applies outcomes that affect more than one delivery: pauses or slows the channel, holds a template, spaces a recipient. */
export class ChannelWatch {
  readonly #db: Db
  readonly #settings: ChannelSettings
  readonly #log: Logger
  readonly #streak = new OutageStreak()
  readonly #running = new Map<string, Promise<void>>()
  /** Refusals for the rate, without a named wait, that the database does not know yet. */
  #refused = 0

  constructor(options: { db: Db; settings: ChannelSettings; log: Logger }) {
    this.#db = options.db
    this.#settings = options.settings
    this.#log = options.log
  }

  /**
   * Resolves when the database has the change: before the outcome is recorded and the delivery can be claimed again.
   *
   * @returns `is_outage`: the attempt is not counted, because all sends fail or the delivery was the trial.
   *   `stop_sending`: no other delivery of the channel may be sent now
   */
  async observe(
    delivery: Observed,
    outcome: SendOutcome,
  ): Promise<{ is_outage: boolean; stop_sending: boolean }> {
    const { channel } = this.#settings
    const is_outage = this.#streak.observe(delivery.recipient, outcome)
    const error = outcome.outcome === 'accepted' ? null : outcome.error
    const is_streak = outcome.outcome === 'refused' && (await this.#isStreak(delivery, outcome.error))
    const affects_channel =
      is_outage ||
      is_streak ||
      error?.class === 'account' ||
      (delivery.is_trial && error?.class === 'transient')
    if (error && affects_channel) {
      const cause = is_streak ? { ...error, text: streakText(error) } : error
      await this.#coalesce('pause', () => this.#pause(cause))
    } else if (error?.class === 'quota') {
      await this.#coalesce('quota', () => this.#exhaustQuota(delivery, error))
    } else if (delivery.is_trial) {
      await this.#coalesce('trial', () => endTrial(this.#db, channel))
    }
    if (affectsTemplate(outcome)) {
      const { template: name, language } = delivery
      await this.#coalesce(`${name} ${language}`, () => this.#holdTemplate({ name, language }, error))
    }
    if (error?.code === PAIR_RATE_LIMIT) await this.#space(delivery, error)
    const is_slowed = await this.#slowDown(delivery, outcome)
    const stop_sending = affects_channel || error?.class === 'quota' || is_slowed
    return { is_outage: affects_channel, stop_sending }
  }

  /** Whether the code failed five different recipients in a row, over all notifiers, and says nothing about them. */
  async #isStreak({ delivery_id }: Observed, error: ProviderError): Promise<boolean> {
    const { channel } = this.#settings
    if (!isCounted(channel, error)) return false
    const streak = { channel, source: 'answer' } as const
    const is_streak = await countFailures(this.#db, streak, error, [delivery_id]).catch((err: unknown) => {
      this.#log.warn({ err, channel }, 'Could not count a failure of the provider')
      return false
    })
    return is_streak && pausesChannel(error.class)
  }

  async #pause(error: ProviderError): Promise<void> {
    const { channel } = this.#settings
    const action = adviseOnError(channel, error.code, error.text)
    this.#log.error({ channel, code: error.code, action }, `Channel paused: ${error.text}`)
    await pauseChannel(this.#db, channel, error)
  }

  async #holdTemplate(translation: Translation, error: ProviderError | null): Promise<void> {
    const reason = error
      ? `${error.code}: ${error.text}`
      : 'Meta accepted a message and reported that the template is paused.'
    const code = error?.code ?? null
    const { name: template, language } = translation
    this.#log.error(
      { template, language, code, action: adviseOnHold(code, reason) },
      `Template held: ${reason}`,
    )
    await holdTemplate(this.#db, translation, reason, code)
  }

  async #space(
    { recipient, delivery_id }: Observed,
    { retry_after_ms: wait_ms = DEFAULT_RATE_LIMIT_WAIT_MS }: ProviderError,
  ): Promise<void> {
    const { channel } = this.#settings
    const wait = { wait_ms, delivery_id }
    await this.#coalesce(recipient, () => spaceRecipient(this.#db, channel, recipient, wait))
  }

  async #exhaustQuota(
    { delivery_id }: Observed,
    { retry_after_ms: wait_ms, code, text }: ProviderError,
  ): Promise<void> {
    const { channel } = this.#settings
    const wait = wait_ms === undefined ? null : { wait_ms, delivery_id }
    if (!(await exhaustQuota(this.#db, channel, { wait, text }))) return
    const action = adviseOnError(channel, code, text)
    this.#log.error(
      { channel, code, wait_ms, action },
      `Quota used up; sending stops, then one message tries: ${text}`,
    )
  }

  /** @returns whether the channel sends less or stops now */
  async #slowDown({ delivery_id }: Observed, outcome: SendOutcome): Promise<boolean> {
    const wait_ms = rateLimitOf(outcome)
    if (wait_ms === undefined) return false
    let is_slowed = false
    if (wait_ms !== null) {
      const wait = { wait_ms, delivery_id }
      await this.#coalesce('pace', async () => void (await this.#slow(wait, 1)))
      return true
    }
    this.#refused += 1
    await this.#coalesce('refused', async () => {
      while (this.#refused > 0) {
        const refused = this.#refused
        this.#refused = 0
        is_slowed = (await this.#slow(null, refused)) || is_slowed
      }
    })
    return is_slowed
  }

  async #slow(wait: ProviderWait | null, refused: number): Promise<boolean> {
    const { channel, messages_per_second } = this.#settings
    const is_slowed = await slowChannel(this.#db, channel, { wait, refused }, messages_per_second)
    const wait_ms = wait?.wait_ms
    if (is_slowed) this.#log.warn({ channel, wait_ms }, 'Rate limited by the provider; slowing down')
    return is_slowed
  }

  /**
   * Many sends in flight fail alike: one statement per key runs at a time and serves all of them. A failed statement is not
   * retried; the next failing send issues it again.
   */
  async #coalesce(key: string, action: () => Promise<void>): Promise<void> {
    const running =
      this.#running.get(key) ??
      action()
        .catch((err: unknown) =>
          this.#log.warn(
            { err, channel: this.#settings.channel },
            'Could not update the channel state after a send',
          ),
        )
        .finally(() => this.#running.delete(key))
    this.#running.set(key, running)
    await running
  }
}

function affectsTemplate(outcome: SendOutcome): boolean {
  if (outcome.outcome === 'accepted') return outcome.template_paused ?? false
  return outcome.outcome === 'refused' && outcome.error.class === 'template'
}

/** @returns the wait that the provider asks for; null: it names none; undefined: it did not limit the rate of the channel */
function rateLimitOf(outcome: SendOutcome): number | null | undefined {
  if (outcome.outcome === 'accepted') return outcome.slow_down_ms
  const { code, class: error_class, retry_after_ms = null } = outcome.error
  return error_class === 'pace' && code !== PAIR_RATE_LIMIT ? retry_after_ms : undefined
}
