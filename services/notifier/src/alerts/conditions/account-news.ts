import { findOpenNews } from '../../accounts/account-news.ts'
import type { Alert, ConditionContext } from '../alert.ts'
import { isAlertKey } from '../../accounts/alert-key.ts'

/** What Meta reported of the account, the number and the templates, until it is over. */
export async function findAccountNews({ db }: ConditionContext): Promise<readonly Alert[]> {
  const news = await findOpenNews(db)
  return news.map(({ key, text, action }) => ({
    key: isAlertKey(key) ? key : `account_update:${key}`, // news that another release stored
    subject: subjectOf(key),
    text,
    action,
  }))
}

function subjectOf(key: string): string {
  const [about = '', name = ''] = key.split(':')
  if (about.startsWith('template_')) return `The template ${name} needs attention`
  return about === 'account_update'
    ? `Meta reports ${name} of the WhatsApp account`
    : 'Meta reports a problem of the WhatsApp number'
}
