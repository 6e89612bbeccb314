import { test } from 'tap'
import { TEMPLATE_NAMES, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { checkPayloads } from '../../src/commands/check-payloads.ts'

interface Run {
  readonly code: number
  readonly written: string
  readonly complained: string
}

function run(...args: string[]): Run {
  let written = ''
  let complained = ''
  const code = checkPayloads(args, {
    write: (text) => (written += text),
    complain: (text) => (complained += text),
  })
  return { code, written, complained }
}

function body(...texts: string[]): unknown {
  return [{ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) }]
}

test('check-payloads: an example of each message, printed as JSON and found valid', async (t) => {
  const { code, written, complained } = run()
  t.equal(code, 0)
  t.match(JSON.parse(written), [
    { template: { name: 'registration_received', components: body('Ahmed Ali') } },
    {
      template: {
        name: 'duty_allotment_confirmed',
        components: body('Ahmed Ali', '15 March 2026', 'Fajar Azaan'),
      },
    },
    {
      template: {
        name: 'duty_reminder_tomorrow',
        components: body('Ahmed Ali', '15 March 2026', 'Fajar Azaan'),
      },
    },
    {
      template: { name: 'duty_cancelled', components: body('Ahmed Ali', '15 March 2026', 'Fajar Azaan') },
    },
    {
      template: {
        name: 'duty_changed',
        components: body('Ahmed Ali', '15 March 2026', 'Fajar Azaan', '16 March 2026', 'Maghrib Azaan'),
      },
    },
  ])
  t.strictSame(
    complained.trimEnd().split('\n'),
    TEMPLATE_NAMES.map((name) => {
      const { without } = TEMPLATES[name]
      return `${name}: valid${without === undefined ? '' : ` (optional: without it at Meta ${without})`}`
    }),
  )
})

test('check-payloads: META_WA_TEMPLATE_LANGUAGE is the language, unless the command line gives another', async (t) => {
  process.env['META_WA_TEMPLATE_LANGUAGE'] = 'ur'
  t.teardown(() => delete process.env['META_WA_TEMPLATE_LANGUAGE'])
  t.match(JSON.parse(run().written), [{ template: { language: { code: 'ur' } } }])
  t.match(JSON.parse(run('--language', 'hi').written), [{ template: { language: { code: 'hi' } } }])
})

test('check-payloads: several languages, each with its dates and named in its line', async (t) => {
  process.env['META_WA_TEMPLATE_LANGUAGE'] = 'en,ur'
  t.teardown(() => delete process.env['META_WA_TEMPLATE_LANGUAGE'])
  const { code, written, complained } = run()
  t.equal(code, 0)
  const payloads: unknown[] = JSON.parse(written)
  t.equal(payloads.length, 2 * TEMPLATE_NAMES.length)
  t.match(payloads[1], { template: { language: { code: 'en' } } })
  t.match(payloads[TEMPLATE_NAMES.length + 1], {
    template: {
      name: 'duty_allotment_confirmed',
      language: { code: 'ur' },
      components: body('Ahmed Ali', '15 مارچ 2026', 'Fajar Azaan'),
    },
  })
  t.match(complained, /^registration_received \(en\): valid\n[^]*\nregistration_received \(ur\): valid\n/)
})

test('check-payloads: a language Meta does not write so, named and exit code 1', async (t) => {
  const { code, complained } = run('--language', 'en-us')
  t.equal(code, 1)
  t.match(complained, /registration_received: not valid: \/template\/language\/code/)
})

test('check-payloads: --help, and a command line it does not know', async (t) => {
  t.match(run('--help'), { code: 0, written: /^Usage: pnpm check-payloads/, complained: '' })
  t.match(run('--verbose'), { code: 2, written: '', complained: /--verbose[^]*Usage/ })
  t.match(run('more'), { code: 2, complained: /more/ })
})
