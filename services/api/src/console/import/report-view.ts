import type { Frame, View } from '../frame/frame.ts'
import { type Content, html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import { state } from '../parts/state.ts'
import { counted } from '../parts/time.ts'
import type { Fate, Kind, Notify, Report } from './run.ts'

export interface ReportData {
  readonly report: Report
  /** Of a dry run: the list, for the next step; null where it is too long to go through the page. */
  readonly text: string | null
  /** Of an import that was made: the report for a spreadsheet; null where it is too long. */
  readonly csv: string | null
  /** Nothing was written, because it was not said whether people get messages. */
  readonly asks_notify: boolean
}

const MAX_SHOWN = 200 // rows of an outcome; the download has all

export function reportView(data: ReportData, frame: Frame): View {
  const { report } = data
  const title = report.dry_run ? 'Check of the list' : 'The list is imported'
  return {
    title,
    body: html`<header><h1>${title}</h1><p class="soft">${report.dry_run ? 'Nothing is written yet.' : sentence(report)}</p></header>
${figures(report)}${report.dry_run ? nextStep(data, frame) : finished(data, frame)}
${rows('Refused', 'Left out, each with its reason.', of(report, 'refused'), true)}
${rows(report.dry_run ? 'Would be added' : 'Added', '', of(report, 'created'), report.refused === 0)}
${rows('Unchanged', 'There already, or left out on purpose.', of(report, 'unchanged'), false)}`,
  }
}

function of({ fates }: Report, outcome: Fate['outcome']): readonly Fate[] {
  return fates.filter((fate) => fate.outcome === outcome)
}

function sentence({ kind, created, refused }: Report): string {
  const added = created === 0 ? 'Nothing new was in it' : `${nouns(kind, created)} added`
  return refused === 0 ? `${added}.` : `${added}; ${counted(refused, 'row was', 'rows were')} left out.`
}

function nouns(kind: Kind, count: number): string {
  return kind === 'registrations' ? counted(count, 'person', 'people') : counted(count, 'duty', 'duties')
}

function figures({ dry_run, created, unchanged, refused, ignored_columns }: Report): Html {
  return html`<section class="card" aria-label="Counts"><dl class="figures"><div><dt>${dry_run ? 'would be added' : 'added'}</dt><dd>${created}</dd></div><div><dt>unchanged</dt><dd>${unchanged}</dd></div><div><dt>refused</dt><dd>${refused}</dd></div></dl>
${ignored_columns.length > 0 && html`<p>Columns that are not read: <span dir="auto">${ignored_columns.join(', ')}</span>.</p>`}</section>`
}

const CHOICES: Readonly<Record<Kind, readonly (readonly [Notify, string, string])[]>> = {
  registrations: [
    ['now', 'Tell them', 'Each new person gets “registration received”.'],
    ['never', 'Tell nobody', 'For people who know it already.'],
  ],
  duty_assignments: [
    ['now', 'Tell them now', 'One message a person and day.'],
    ['later', 'As drafts', 'No message is sent until you notify them from the roster.'],
    ['never', 'They know it already', 'No message now; reminders and corrections go.'],
  ],
}

/** The list goes through the page, so that it is not chosen again and no server keeps it. */
function nextStep({ report, text, asks_notify }: ReportData, frame: Frame): Html {
  const { kind, created } = report
  const again = text === null
  return form(
    frame,
    {
      action: '/console/import',
      css_class: 'card attention',
      takes_file: true,
      hidden: { kind, ...(again ? {} : { text }) },
    },
    html`${created === 0 && html`<p>There is nothing to import.</p>`}
${created > 0 && html`<fieldset class="choices${asks_notify && ' wrong'}"${asks_notify && html` aria-describedby="notify-fault"`}><legend>Who is told?</legend>${asks_notify && html`<span class="why" id="notify-fault">Say whether people get messages. Nothing was written.</span>`}${CHOICES[kind].map(([value, name, hint], place) => html`<label class="tick"><input type="radio" name="notify" value="${value}" required${asks_notify && place === 0 && html` autofocus`}><span><strong>${name}</strong><span class="hint">${hint}</span></span></label>`)}</fieldset>`}
${again && html`<div class="field"><label for="file">Choose the same file again</label><input id="file" type="file" name="file" required><span class="hint">It is too large to go through this page, and it is not kept on the server.</span></div>`}
<div class="row">${created > 0 && html`<button class="button main" name="step" value="apply">Import ${nouns(kind, created)}</button>`}
${!again && html`<button class="button" name="step" value="correct" formnovalidate>Change the list</button>`}
<button class="button" name="step" value="report"${!again && html` formnovalidate`}>${icon('import')}Download this report</button>${again && html`<a class="button" href="/console/import">Another list</a>`}</div>`,
  )
}

function finished({ report, csv }: ReportData, frame: Frame): Html {
  const to =
    report.kind === 'registrations'
      ? html`<a class="button main" href="/console/people">To the people</a>`
      : html`<a class="button main" href="/console/roster">To the roster</a>`
  const download =
    csv === null
      ? html`<p>The report is too long for a page: check the list again for it.</p>`
      : form(
          frame,
          {
            action: '/console/import',
            takes_file: true,
            hidden: { kind: report.kind, report: csv, step: 'report' },
          },
          html`<button class="button">${icon('import')}Download the report</button>`,
        )
  return html`<section class="card"><div class="row">${to}${download}<a class="button" href="/console/import">Another list</a></div>${report.refused > 0 && html`<p class="soft">Correct the refused rows in the report and import it: what is there already stays unchanged.</p>`}</section>`
}

const MARKS: Readonly<Record<Fate['outcome'], Html>> = {
  refused: state('bad', 'cross', 'Refused'),
  created: state('good', 'plus', 'New'),
  unchanged: state('plain', 'minus', 'Unchanged'),
}

function rows(title: string, words: string, fates: readonly Fate[], is_open: boolean): Html | false {
  if (fates.length === 0) return false
  const rest = fates.length - MAX_SHOWN
  return html`<details class="card"${is_open && html` open`}><summary><h2>${title}: ${fates.length}</h2></summary>${words !== '' && html`<p class="soft">${words}</p>`}
<ul class="fates">${fates.slice(0, MAX_SHOWN).map(row)}</ul>${rest > 0 && html`<p class="soft">And ${rest} more: the report has all of them.</p>`}</details>`
}

function row({ line, outcome, cells, words }: Fate): Html {
  const shown: Content[] = Object.values(cells)
    .filter((cell) => cell !== '')
    .map((cell) => html`<bdi>${cell}</bdi>`)
  return html`<li class="line"><div class="head"><span class="cells"><span class="soft number">Line ${line}</span>${shown}</span>${MARKS[outcome]}</div>${words.map((sentence) => html`<p${outcome === 'refused' && html` class="why"`}>${sentence}</p>`)}</li>`
}
