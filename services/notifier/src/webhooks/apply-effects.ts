import { adviseOnError, adviseOnHold } from '@dutybell/shared/channels/advise'
import {
  holdTemplate,
  pauseChannel,
  slowChannel,
  spaceRecipient,
} from '@dutybell/shared/channels/channel-control'
import type { Tx } from '@dutybell/shared/db/client'
import type { Log } from '@dutybell/shared/logger'
import { storeMarketingPreference } from '../inbound/marketing-preference.ts'
import type { Effect } from './decide-failure.ts'
import type { WebhookContext } from './apply-webhooks.ts'

/** The kinds in the order of their locks: channel, templates, recipients. */
const ORDER: readonly Effect['kind'][] = ['pause', 'slow', 'hold', 'space', 'refuse_marketing']

/** One effect for each cause, in the order of the locks: many receipts of a batch report the same one. */
export function foldEffects(effects: readonly Effect[]): Effect[] {
  const folded = new Map<string, Effect>()
  for (const effect of effects) {
    const known = folded.get(keyOf(effect))
    const refused = known?.kind === 'slow' ? known.refused : 0
    folded.set(
      keyOf(effect),
      effect.kind === 'slow' ? { ...effect, refused: effect.refused + refused } : effect,
    )
  }
  return [...folded]
    .toSorted(
      ([a, { kind: kind_a }], [b, { kind: kind_b }]) =>
        ORDER.indexOf(kind_a) - ORDER.indexOf(kind_b) || (a < b ? -1 : 1),
    )
    .map(([, effect]) => effect)
}

/** Whether the channel's row is locked before any other. */
export function concernsChannel({ kind }: Effect): boolean {
  return kind === 'pause' || kind === 'slow' || kind === 'refuse_marketing'
}

/** Applies what a failed receipt means beyond its delivery, as an answer with the same code does. */
export async function applyEffect(
  { settings }: Pick<WebhookContext, 'settings'>,
  tx: Tx,
  log: Log,
  effect: Effect,
): Promise<void> {
  switch (effect.kind) {
    case 'pause': {
      const { code, text } = effect
      const action = adviseOnError('whatsapp', code, text)
      log.error({ channel: 'whatsapp', code, action }, `Channel paused: ${text}`)
      return pauseChannel(tx, 'whatsapp', { code, text })
    }
    case 'slow': {
      const { wait, code } = effect
      if (await slowChannel(tx, 'whatsapp', effect, settings.messages_per_second))
        log.warn(
          { channel: 'whatsapp', wait_ms: wait?.wait_ms, code },
          'Rate limited by the provider; slowing down',
        )
      return
    }
    case 'hold': {
      const { translation, code, text } = effect
      const { name: template, language } = translation
      const reason = `${code}: ${text}`
      log.error({ template, language, code, action: adviseOnHold(code, reason) }, `Template held: ${reason}`)
      return holdTemplate(tx, translation, reason, code)
    }
    case 'space':
      return spaceRecipient(tx, 'whatsapp', effect.recipient, effect)
    case 'refuse_marketing': {
      const { recipient, code, at } = effect
      const wa_id = recipient.replace(/^\+/, '')
      return storeMarketingPreference({ db: tx }, { wa_id, user_id: null, preference: 'stop', by: code, at })
    }
  }
}

function keyOf(effect: Effect): string {
  switch (effect.kind) {
    case 'pause':
      return `pause ${effect.code}`
    case 'slow':
      return `slow ${effect.code} ${effect.wait === null}`
    case 'hold':
      return `hold ${effect.translation.name} ${effect.translation.language} ${effect.code}`
    case 'space':
    case 'refuse_marketing':
      return `${effect.kind} ${effect.recipient} ${effect.code}`
  }
}
