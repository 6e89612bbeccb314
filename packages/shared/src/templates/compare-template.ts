import type { Fault } from '../preflight/results.ts'
import { type TemplateName, TEMPLATES } from './catalogue.ts'
import { findLanguage, type MessageWords, wordsOf } from './languages.ts'

const MAX_TTL_SECONDS = 43_200 // of a utility template; without one Meta tries for 30 days
const MIN_TTL_SECONDS = 3_600 // a phone is often off for an hour
const MANAGER = 'in WhatsApp Manager'

const STATUS_ACTIONS: Readonly<Record<string, string>> = {
  PENDING: 'Wait for the review, which takes up to a day.',
  IN_APPEAL: 'Wait for the decision about the appeal.',
  REJECTED: `Read the reason ${MANAGER}, correct the template and submit it again.`,
  PAUSED: `Wait until Meta ends the pause, or unpause it ${MANAGER}.`,
  DISABLED: `Appeal ${MANAGER}: Meta does not send it any more.`,
  ARCHIVED: `Unarchive it ${MANAGER}: Meta deletes it 28 days after it was archived.`,
  PENDING_DELETION: 'Wait until it is deleted, and create it again.',
}

/** One translation of a template at Meta. Null: Meta, or the webhook that reported it, did not say. */
export interface MetaTemplate {
  readonly name: string
  /** As requests have it: en_US. */
  readonly language: string
  readonly status: string | null
  readonly category: string | null
  readonly parameter_format: string | null
  /** The text of the body. */
  readonly words: string | null
  readonly quality: string | null
  /** -1 is 30 days. */
  readonly time_to_live_seconds: number | null
  /** The components other than the body that need a parameter: `HEADER`, `BUTTONS`. */
  readonly more_parameters: readonly string[]
}

/** Compares one translation with the catalogue; `rows` are all templates of the account. */
export function compareTemplate(
  name: TemplateName,
  language: string,
  default_language: string,
  rows: readonly MetaTemplate[],
): readonly Fault[] {
  const words = wordsOf(name, language, default_language)
  const row = rows.find((other) => other.name === name && other.language === language)
  if (row === undefined) return [absenceFault(name, language, words, rows)]
  const { category, parameters, time_to_live_seconds } = TEMPLATES[name]
  return [
    ...statusFaults(row),
    ...categoryFaults(row, category),
    ...parameterFaults(row, parameters.length),
    ...(hasWords(name, language) ? wordFaults(row, words) : []),
    ...(row.words === null ? [] : timeToLiveFaults(row, time_to_live_seconds)), // null: only a webhook reported it
    ...qualityFaults(row),
  ]
}

/** Whether the catalogue has words in this language to compare. */
export function hasWords(name: TemplateName, language: string): boolean {
  return findLanguage(language)?.templates[name] !== undefined
}

function absenceFault(
  name: TemplateName,
  language: string,
  words: MessageWords,
  rows: readonly MetaTemplate[],
): Fault {
  const { text, action } = describeAbsence(name, language, words, rows)
  const { without } = TEMPLATES[name]
  if (without === undefined) return { outcome: 'failure', text, action }
  return { outcome: 'warning', text: `${text} It is optional: without it ${without}.`, action }
}

function describeAbsence(
  name: TemplateName,
  language: string,
  words: MessageWords,
  rows: readonly MetaTemplate[],
): { readonly text: string; readonly action: string } {
  const renamed = rows.find(
    (row) => row.language === language && row.words !== null && isSameText(row.words, words.body),
  )
  const others = rows.filter((row) => row.name === name).map((row) => row.language)
  const push = 'Run pnpm templates push, and wait for the approval.'
  if (renamed !== undefined)
    return {
      text: `The account has no template of this name. ${renamed.name} has its words: the name must be exactly ${name}.`,
      action: push,
    }
  if (others.length > 0)
    return {
      text: `The account has it in ${others.join(', ')}, not in ${language}: the codes must be the same to the letter.`,
      action: `${push} Or set META_WA_TEMPLATE_LANGUAGE to the language of the template.`,
    }
  return { text: 'The account has no template of this name.', action: push }
}

function statusFaults({ status }: MetaTemplate): Fault[] {
  if (status === null || status === 'APPROVED') return []
  const action = STATUS_ACTIONS[status] ?? `Look at the template ${MANAGER}.`
  return [{ outcome: 'failure', text: `Its status is ${status}: its messages are held.`, action }]
}

function categoryFaults({ category }: MetaTemplate, wanted: string): Fault[] {
  if (category === null || category === wanted) return []
  return [
    {
      outcome: 'failure',
      text: `Its category is ${category}, not ${wanted}: Meta limits the messages of one person, and withholds some.`,
      action: `Request a review of the category ${MANAGER}, or submit the words of docs/templates.md under it.`,
    },
  ]
}

function parameterFaults(
  { parameter_format, words, more_parameters }: MetaTemplate,
  wanted: number,
): Fault[] {
  const action = `Delete it ${MANAGER} and run pnpm templates push, or edit it there as docs/templates.md has it.`
  const found = new Set([...(words ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/gu)].map(([, name]) => name))
  const is_named = parameter_format === 'NAMED' || [...found].some((name) => !/^\d+$/u.test(name ?? ''))
  if (is_named)
    return [
      {
        outcome: 'failure',
        text: 'Its parameters are named, not positional: Meta refuses each message.',
        action,
      },
    ]
  const faults: Fault[] = []
  if (words !== null && found.size !== wanted)
    faults.push({
      outcome: 'failure',
      text: `It has ${found.size} parameters, not ${wanted}: Meta refuses each message.`,
      action,
    })
  if (more_parameters.length > 0)
    faults.push({
      outcome: 'failure',
      text: `Its ${more_parameters.join(', ').toLowerCase()} needs a parameter that is not sent: Meta refuses each message.`,
      action,
    })
  return faults
}

function wordFaults({ words }: MetaTemplate, { body }: MessageWords): Fault[] {
  if (words === null || isSameText(words, body)) return []
  return [
    {
      outcome: 'failure',
      text: `Its words differ from the catalogue's: ${JSON.stringify(words.slice(0, 200))} instead of ${JSON.stringify(body)}.`,
      action: `Edit the template ${MANAGER}; the words are in docs/templates.md.`,
    },
  ]
}

/** @param wanted -1: no limit, which is 30 days at Meta */
function timeToLiveFaults({ time_to_live_seconds }: MetaTemplate, wanted: number): Fault[] {
  const found = time_to_live_seconds === null || time_to_live_seconds <= 0 ? Infinity : time_to_live_seconds
  const described = found === Infinity ? '30 days' : `${found} seconds`
  const set = `Set the validity period of the template to ${wanted} seconds ${MANAGER}.`
  if (wanted > 0 && found > wanted)
    return [
      {
        outcome: found > MAX_TTL_SECONDS ? 'failure' : 'warning',
        text: `Meta tries to deliver it for ${described}: it can arrive after the duty.`,
        action: set,
      },
    ]
  const lasts = wanted > 0 ? MIN_TTL_SECONDS : MAX_TTL_SECONDS
  if (found >= lasts) return []
  return [
    {
      outcome: 'warning',
      text: `Meta tries to deliver it for ${described} only: a phone that is off for longer never gets it.`,
      action: wanted > 0 ? set : `Remove the validity period of the template ${MANAGER}.`,
    },
  ]
}

function qualityFaults({ quality }: MetaTemplate): Fault[] {
  if (quality !== 'RED' && quality !== 'YELLOW') return []
  const text = `Its quality is ${quality}: Meta may pause it.`
  return [{ outcome: 'warning', text, action: `Read the reasons ${MANAGER}.` }]
}

function isSameText(a: string, b: string): boolean {
  return normalise(a) === normalise(b)
}

function normalise(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n').trim()
}
