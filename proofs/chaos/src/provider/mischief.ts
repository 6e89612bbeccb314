import type { Random } from '../random.ts'

/** How the provider answers a message it gets. */
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

/** What is wrong with the provider just now. */
export class Mischief {
  readonly #random: Random
  #answer: { readonly kind: Answer; readonly probability: number } | undefined
  #mail: { readonly kind: MailAnswer; readonly probability: number } | undefined

  constructor(random: Random) {
    this.#random = random
  }

  begin(kind: Answer, probability: number): void {
    this.#answer = { kind, probability }
  }

  beginMail(kind: MailAnswer, probability: number): void {
    this.#mail = { kind, probability }
  }

  end(): void {
    this.#answer = undefined
  }

  endMail(): void {
    this.#mail = undefined
  }

  answer(): Answer {
    return this.#answer && this.#random.chance(this.#answer.probability) ? this.#answer.kind : 'accept'
  }

  mailAnswer(): MailAnswer {
    return this.#mail && this.#random.chance(this.#mail.probability) ? this.#mail.kind : 'accept'
  }
}
