import { findOpenNews } from '../../accounts/account-news.ts'
import type { Alert, ConditionContext } from '../alert.ts'
import { isAlertKey } from '../../accounts/alert-key.ts'

/** What Meta reported of the account, the number and the templates, until it is over. */
export async function findAccountNews({ db, daily_recipients }: ConditionContext): Promise<readonly Alert[]> {
  const news = await findOpenNews(db)
  const isKept = (limit: number | null) =>
    limit !== null && daily_recipients !== null && daily_recipients <= limit
  const open = news.filter(({ limit_of_recipients }) => !isKept(limit_of_recipients))
  return open.map(({ key, text, action }) => ({
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
