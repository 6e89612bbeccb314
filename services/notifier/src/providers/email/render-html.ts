import type { Language } from '@dutybell/shared/templates/words/language'

export interface HtmlSource {
  readonly subject: string
  readonly text: string
  readonly language: Pick<Language, 'code' | 'direction'>
  /** Under the card. */
  readonly link?: { readonly url: string; readonly words: string }
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

/** A page with one card. Styles are inline and nothing is loaded: mail programs drop style sheets and remote content. */
export function renderHtml({ subject, text, language, link }: HtmlSource): string {
  const [first = '', ...rest] = text.split('\n').map(escapeHtml)
  const paragraphs = [
    `<p style="margin:0 0 12px;font-size:18px;font-weight:600">${first}</p>`,
    ...rest.map((line) => `<p style="margin:0 0 12px">${line}</p>`),
  ]
  return `<!doctype html>
<html lang="${escapeHtml(language.code.replace('_', '-'))}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body style="margin:0;padding:24px;background:#f3f5f4;${FONT}">
<div dir="${language.direction}" style="max-width:480px;margin:0 auto;padding:28px;background:#ffffff;color:#1d2b26;border-top:4px solid #1f7a5c;border-radius:8px;font-size:16px;line-height:1.5">
${paragraphs.join('\n')}
</div>
${link === undefined ? '' : renderLink(link)}</body>
</html>
`
}

function renderLink({ url, words }: { readonly url: string; readonly words: string }): string {
  return `<p style="max-width:480px;margin:16px auto 0;text-align:center;font-size:13px"><a href="${escapeHtml(url)}" style="color:#4a5a54">${escapeHtml(words)}</a></p>
`
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`)
}
