/** `pnpm check-payloads`: the payload of each message, printed and checked. */

import { parseArgs } from 'node:util'
import { loadConfig } from '@dutybell/shared/config/load-config'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { TEMPLATES, TEMPLATE_NAMES, type TemplateName } from '@dutybell/shared/templates/catalogue'
import { type ConfiguredLanguages, exampleOf, wordsOf } from '@dutybell/shared/templates/languages'
import type { OutgoingMessage } from '../providers/outcome.ts'
import { prepareMessage } from '../providers/prepare-message.ts'
import { buildPayload, findPayloadFaults } from '../providers/whatsapp/payload.ts'
import type { MessageRequest } from '@dutybell/shared/whatsapp/contract/message'

const HELP = `Usage: pnpm check-payloads [--language CODE]

Prints what is posted to WhatsApp for each message in each language, with the example of the
catalogue, and checks it: the number of parameters, their text, the shape of the payload.
Templates that are optional at Meta are marked.

  --language CODE  only this language (default: each of META_WA_TEMPLATE_LANGUAGE)
  --help           this text

Exit codes: 0 all valid, 1 not valid, 2 wrong usage.
`

export interface Output {
  readonly write: (text: string) => void
  readonly complain: (text: string) => void
}

/** Returns the exit code. Payloads go to `write` as JSON, one array; errors go to `complain`. */
export function checkPayloads(args: readonly string[], output: Output): 0 | 1 | 2 {
  const options = readArguments(args)
  if ('fault' in options) {
    output.complain(`${options.fault}\n\n${HELP}`)
    return 2
  }
  if (options.help) {
    output.write(HELP)
    return 0
  }
  const languages = options.language === undefined ? configuredLanguages() : ([options.language] as const)
  const checked = languages.flatMap((language) =>
    TEMPLATE_NAMES.map((name) => checkExample(name, language, languages[0])),
  )
  output.write(
    `${JSON.stringify(
      checked.map(({ payload }) => payload),
      null,
      2,
    )}\n`,
  )
  for (const { name, language, faults } of checked) {
    const of = languages.length > 1 ? `${name} (${language})` : name
    const verdict = faults.length === 0 ? 'valid' : `not valid: ${faults.join('; ')}`
    output.complain(`${of}: ${verdict}${note(name)}\n`)
  }
  return checked.every(({ faults }) => faults.length === 0) ? 0 : 1
}

function note(name: TemplateName): string {
  const { without } = TEMPLATES[name]
  return without === undefined ? '' : ` (optional: without it at Meta ${without})`
}

interface CheckedExample {
  readonly name: TemplateName
  readonly language: string
  readonly payload: MessageRequest
  readonly faults: readonly string[]
}

function checkExample(name: TemplateName, language: string, default_language: string): CheckedExample {
  const message: OutgoingMessage = {
    retries: 0,
    delivery_id: '01900000-0000-7000-8000-000000000000',
    attempt: 1,
    recipient: '+919876543210', // an example
    template: name,
    language,
    words: wordsOf(name, language, default_language),
    parameters: exampleOf(name, language, default_language),
  }
  const prepared = prepareMessage(message)
  const payload = buildPayload(message, prepared.ok ? prepared.parameters : message.parameters)
  const faults = [...(prepared.ok ? [] : [prepared.fault]), ...findPayloadFaults(payload)]
  return { name, language, payload, faults }
}

function configuredLanguages(): ConfiguredLanguages {
  return loadConfig(readEnvironment(), ['META_WA_TEMPLATE_LANGUAGE']).META_WA_TEMPLATE_LANGUAGE
}

type Arguments =
  | { readonly help: boolean; readonly language?: string | undefined }
  | { readonly fault: string }

function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', default: false }, language: { type: 'string' } },
    })
    return values
  } catch (error) {
    if (error instanceof TypeError && 'code' in error) return { fault: error.message }
    throw error
  }
}

if (import.meta.main) {
  process.exitCode = checkPayloads(process.argv.slice(2), {
    write: (text) => process.stdout.write(text),
    complain: (text) => process.stderr.write(text),
  })
}
