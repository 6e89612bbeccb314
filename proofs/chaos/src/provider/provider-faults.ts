import type { SeededRandom } from '@dutybell/shared/seeded-random'

/** How Meta answers a message. */
export const ANSWERS = [
  'accept',
  'take_and_reset',
  'take_and_hang',
  'take_and_cut',
  'take_and_500',
  'take_and_html_503',
  'reset',
  'hang',
  'error_500',
  'html_503',
  'too_fast_429',
  'busy_429',
  'undeliverable_400',
] as const
export type Answer = (typeof ANSWERS)[number]

export const MAIL_ANSWERS = ['accept', 'drop_in_data', 'drop_after_dot', 'busy_451', 'no_greeting'] as const
export type MailAnswer = (typeof MAIL_ANSWERS)[number]

interface ActiveFault<Kind> {
  readonly kind: Kind
  readonly probability: number
  /** How many messages met it. */
  met: number
}

/** The failures that the providers show at present. */
export class ProviderFaults {
  readonly #random: SeededRandom
  #answer: ActiveFault<Answer> | undefined
  #mail: ActiveFault<MailAnswer> | undefined

  constructor(random: SeededRandom) {
    this.#random = random
  }

  begin(kind: Answer, probability: number): void {
    this.#answer = { kind, probability, met: 0 }
  }

  beginMail(kind: MailAnswer, probability: number): void {
    this.#mail = { kind, probability, met: 0 }
  }

  /** How many messages met the present failure. */
  get met(): number {
    return this.#answer?.met ?? 0
  }

  /** How many connections met it. */
  get met_by_mail(): number {
    return this.#mail?.met ?? 0
  }

  /** @returns how many messages met it */
  end(): number {
    const { met } = this
    this.#answer = undefined
    return met
  }

  /** @returns how many connections met it */
  endMail(): number {
    const met = this.met_by_mail
    this.#mail = undefined
    return met
  }

  answer(): Answer {
    return this.#draw(this.#answer) ?? 'accept'
  }

  mailAnswer(): MailAnswer {
    return this.#draw(this.#mail) ?? 'accept'
  }

  #draw<Kind>(active: ActiveFault<Kind> | undefined): Kind | undefined {
    if (!active || !this.#random.chance(active.probability)) return undefined
    active.met += 1
    return active.kind
  }
}
