import type { Translation } from '@dutybell/shared/channels/channel-control'
import type { News } from '../accounts/account-news.ts'
import type { AlertKey } from '../accounts/alert-key.ts'

type About = 'quality' | 'status' | 'category' | 'category_impending'

export function newsKey(about: About, { name, language }: Translation): AlertKey {
  return `template_${about}:${name}:${language}`
}

export function newsOf(about: About, template: Translation, reason: string): News {
  return {
    key: newsKey(about, template),
    text: `Template ${template.name} (${template.language}). ${reason}`,
    action: ACTIONS[about],
  }
}

const ACTIONS: Readonly<Record<About, string>> = {
  quality:
    'Check the template in WhatsApp Manager before Meta pauses it: send it only to people who expect it, or edit its text.',
  status: 'Check the template in WhatsApp Manager before Meta pauses or disables it.',
  category:
    'Request a review of the category in WhatsApp Manager, or release the template: POST /v1/templates/{name}/release?language={language}.',
  category_impending:
    'Request a review of the category in WhatsApp Manager before it changes: another category has another price and other limits.',
}
