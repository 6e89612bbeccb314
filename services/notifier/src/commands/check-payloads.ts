/** `pnpm check-payloads`: the payload of each message, printed and checked. */

import { parseArgs } from 'node:util'
import { loadConfig } from '@dutybell/shared/config/load-config'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { TEMPLATES, TEMPLATE_NAMES, type TemplateName } from '@dutybell/shared/templates/catalogue'
import type { OutgoingMessage } from '../providers/outcome.ts'
import { prepareMessage } from '../providers/prepare-message.ts'
import { buildPayload, findPayloadFaults } from '../providers/whatsapp/payload.ts'
import type { MessageRequest } from '@dutybell/shared/whatsapp/contract/message'

const HELP = `Usage: pnpm check-payloads [--language CODE]

Prints what is posted to WhatsApp for each message, with the example of the catalogue, and
checks it: the number of parameters, their text, the shape of the payload. The templates
duty_cancelled and duty_changed are optional at Meta.

  --language CODE  the language of the templates at Meta (default: META_WA_TEMPLATE_LANGUAGE)
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
  const checked = TEMPLATE_NAMES.map((name) => checkExample(name, options.language))
  output.write(
    `${JSON.stringify(
      checked.map(({ payload }) => payload),
      null,
      2,
    )}\n`,
  )
  for (const { name, faults } of checked) {
    const verdict = faults.length === 0 ? 'valid' : `not valid: ${faults.join('; ')}`
    output.complain(`${name}: ${verdict}${note(name)}\n`)
  }
  return checked.every(({ faults }) => faults.length === 0) ? 0 : 1
}

/** What follows where the account has no approved template of an optional message. */
const WITHOUT: Readonly<Partial<Record<TemplateName, string>>> = {
  duty_cancelled: 'a cancellation is told by e-mail only',
  duty_changed: 'a move is told by duty_allotment_confirmed',
}

function note(name: TemplateName): string {
  const effect = WITHOUT[name]
  return effect === undefined ? '' : ` (optional: without it at Meta ${effect})`
}

interface CheckedExample {
  readonly name: TemplateName
  readonly payload: MessageRequest
  readonly faults: readonly string[]
}

function checkExample(name: TemplateName, language: string): CheckedExample {
  const message: OutgoingMessage = {
    retries: 0,
    delivery_id: '01900000-0000-7000-8000-000000000000',
    attempt: 1,
    recipient: '+919876543210', // an example
    template: name,
    language,
    parameters: TEMPLATES[name].example,
  }
  const prepared = prepareMessage(message)
  const payload = buildPayload(message, prepared.ok ? prepared.parameters : message.parameters)
  const faults = [...(prepared.ok ? [] : [prepared.fault]), ...findPayloadFaults(payload)]
  return { name, payload, faults }
}

function configuredLanguage(): string {
  return loadConfig(readEnvironment(), ['META_WA_TEMPLATE_LANGUAGE']).META_WA_TEMPLATE_LANGUAGE
}

type Arguments = { readonly help: boolean; readonly language: string } | { readonly fault: string }

function readArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        language: { type: 'string', default: configuredLanguage() },
      },
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
