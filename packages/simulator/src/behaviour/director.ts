import { SeededRandom } from '@dutybell/shared/seeded-random'
import { digitsOf } from '../graph/whatsapp-ids.ts'
import type { Behaviour, MailRule, MessageRule } from './schema.ts'

const DEFAULT_SEED = 1

/** Keeps the current behaviour and selects rules from it, with the count of each rule. */
export interface Director {
  readonly behaviour: () => Behaviour
  readonly behave: (behaviour: Behaviour) => void
  readonly ruleForMessage: (to: string, template: string) => MessageRule | undefined
  readonly ruleForRead: () => MessageRule | undefined
  readonly ruleForMail: (stage: MailStage, to: readonly string[]) => MailRule | undefined
}

/** The step of the SMTP dialogue that a rule answers. */
export type MailStage = 'auth' | 'sender' | 'recipient' | 'data'

export function createDirector(initial: Behaviour = {}): Director {
  let current: Behaviour = {}
  let random = new SeededRandom(DEFAULT_SEED)
  let left = new Map<object, number>()

  function behave(behaviour: Behaviour): void {
    current = structuredClone(behaviour)
    random = new SeededRandom(behaviour.seed ?? DEFAULT_SEED)
    left = new Map()
    for (const rule of [...(current.messages ?? []), ...(current.mails ?? [])]) {
      if (rule.count !== undefined) left.set(rule, rule.count)
    }
  }

  function draw<Rule extends MessageRule | MailRule>(
    rules: readonly Rule[] | undefined,
    matches: (rule: Rule) => boolean,
  ): Rule | undefined {
    return rules?.find((rule) => {
      const remaining = left.get(rule)
      if (remaining === 0 || !matches(rule)) return false
      if (rule.rate !== undefined && random.next() >= rule.rate) return false
      if (remaining !== undefined) left.set(rule, remaining - 1)
      return true
    })
  }

  behave(initial)
  return {
    behaviour: () => current,
    behave,
    ruleForMessage: (to, template) =>
      draw(
        current.messages,
        (rule) =>
          rule.on !== 'reads' &&
          (rule.to === undefined || digitsOf(rule.to) === digitsOf(to)) &&
          (rule.template === undefined || rule.template === template),
      ),
    ruleForRead: () => draw(current.messages, (rule) => rule.on === 'reads' || rule.on === 'all'),
    ruleForMail: (stage, to) =>
      draw(current.mails, (rule) => {
        const at = rule.answer.kind === 'refuse' ? rule.answer.at : 'data'
        if (at !== stage) return false
        if (rule.to === undefined || stage === 'auth' || stage === 'sender') return true
        const wanted = rule.to.toLowerCase()
        return to.some((address) => address.toLowerCase() === wanted)
      }),
  }
}
