import { escapeHtml } from '../providers/email/render-html.ts'
import { count, type Digest, type DigestCall, type DigestDutyTime } from './digest.ts'
import { AFTER_A_CALL, summarise } from './digest-text.ts'

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const TABLE = 'role="presentation" width="100%" cellpadding="0" cellspacing="0"'
const HEADING = 'margin:28px 0 8px;font-size:18px;line-height:1.3'
const CELL = 'padding:8px 0;border-top:1px solid #e2e8e5;vertical-align:top'
const QUIET = 'color:#55625d'

/** One column that reads well on a phone. Styles are inline and nothing is loaded: mail programs drop style sheets and remote content. */
export function renderDigestHtml(digest: Digest): string {
  const { subject, calls, duty_times } = digest
  const [title = '', ...facts] = summarise(digest)
  const gaps = duty_times.filter(({ free }) => free !== null)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:12px;background:#f3f5f4;${FONT}">
<div style="max-width:560px;margin:0 auto;padding:20px 16px;background:#ffffff;color:#1d2b26;border-top:4px solid #1f7a5c;border-radius:8px;font-size:16px;line-height:1.5">
<h1 style="margin:0 0 4px;font-size:20px;line-height:1.3">${escapeHtml(title)}</h1>
<p style="margin:0">${escapeHtml(facts.join(' '))}</p>
${calls.length === 0 ? '' : section('To call', calls.map(renderCall), AFTER_A_CALL)}
${gaps.length === 0 ? '' : section('Free places', gaps.map(renderGap))}
${duty_times
  .filter(({ people }) => people.length > 0)
  .map(renderDutyTime)
  .join('\n')}
</div>
</body>
</html>
`
}

function section(heading: string, rows: readonly string[], note?: string): string {
  return `<h2 style="${HEADING}">${escapeHtml(heading)}</h2>
<table ${TABLE} style="border-collapse:collapse">
${rows.map((row) => `<tr>${row}</tr>`).join('\n')}
</table>${note === undefined ? '' : `\n<p style="margin:8px 0 0;font-size:14px;${QUIET}">${escapeHtml(note)}</p>`}`
}

function renderCall({ full_name, phone_number, email, why, say, duties_tomorrow }: DigestCall): string {
  const lines = [
    `<div style="font-weight:600"><bdi>${escapeHtml(full_name)}</bdi></div>`,
    ...(phone_number === null
      ? []
      : [
          `<a href="tel:${escapeHtml(phone_number)}" style="display:inline-block;padding:6px 0;font-size:18px;font-weight:600;color:#1f7a5c;text-decoration:none">${escapeHtml(phone_number)}</a>`,
        ]),
    ...(email === null
      ? []
      : [`<div style="font-size:14px;overflow-wrap:anywhere;${QUIET}">${escapeHtml(email)}</div>`]),
    `<div style="${QUIET}">${escapeHtml(why)}</div>`,
    ...say.map(
      ({ words }) =>
        `<div style="margin-top:4px;padding:8px 10px;background:#eef6f2;border-radius:6px"><b>Say:</b> ${escapeHtml(words)}</div>`,
    ),
    ...(duties_tomorrow.length === 0
      ? []
      : [`<div style="margin-top:4px;${QUIET}">Tomorrow: ${escapeHtml(duties_tomorrow.join(', '))}</div>`]),
  ]
  return `<td style="${CELL};padding:12px 0">${lines.join('')}</td>`
}

function renderGap({ name, free, taken }: DigestDutyTime): string {
  return `<td style="${CELL}"><bdi>${escapeHtml(name)}</bdi><div style="font-size:14px;${QUIET}">${escapeHtml(taken)}</div></td><td align="right" style="${CELL};font-weight:600;color:#9a4a00;white-space:nowrap">${escapeHtml(count(free ?? 0, 'place', 'places'))} free</td>`
}

function renderDutyTime({ name, taken, people }: DigestDutyTime): string {
  const rows = people.map(
    ({ full_name, state }) =>
      `<td style="${CELL};overflow-wrap:anywhere"><bdi>${escapeHtml(full_name)}</bdi></td><td align="right" style="${CELL};padding-left:12px;white-space:nowrap;${state.startsWith('not') ? 'font-weight:600;color:#9a4a00' : QUIET}">${escapeHtml(state)}</td>`,
  )
  return section(`${name}: ${taken}`, rows)
}
