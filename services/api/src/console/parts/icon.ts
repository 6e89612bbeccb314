import { html, type Html } from '../html.ts'

/** Strokes on a field of 24 × 24. */
const STROKES = {
  bell: 'M12 3a6 6 0 0 0-6 6c0 6-2.5 7-2.5 7h17S18 15 18 9a6 6 0 0 0-6-6ZM10 20a2.2 2.2 0 0 0 4 0',
  today: 'M3 12a9 9 0 0 1 18 0M12 12l4-4M3 12v4M21 12v4M5 20h14',
  day: 'M4 5h16v15H4zM4 10h16M8 3v4M16 3v4',
  roster: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  people:
    'M5.5 8a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6M16 5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .7 3.2 2.5 3.5 5.5',
  messages: 'M4 5h16v11H9l-5 4z',
  clock: 'M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M12 7v5l3.5 2',
  import: 'M12 3v12M7 10l5 5 5-5M4 20h16',
  inbox: 'M3 13h5l1.500 3h5l1.500-3h5M3 13l3-8h12l3 8v6H3z',
  settings:
    'M4 7h10M18 7h2M4 17h2M10 17h10M14 7a2 2 0 1 0 4 0a2 2 0 1 0-4 0M6 17a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  tick: 'm4 12.5 5 5L20 6.5',
  ticks: 'm1.5 12.5 4.500 4.500L15 7M11 16l1 1L22 7',
  cross: 'm6 6 12 12M18 6 6 18',
  pause: 'M8 5v14M16 5v14',
  alert: 'M12 4 2.500 20h19zM12 10v4M12 17h.01',
  doubt: 'M9 9a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.200-1.500 2.400M12 18h.01',
  minus: 'M6 12h12',
  phone:
    'M5 3h4l2 5-2.500 2a12 12 0 0 0 5.500 5.500l2-2.500 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 5a2 2 0 0 1 2-2Z',
  mail: 'M3 5h18v14H3zM3 7l9 7 9-7',
  draft: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  plus: 'M12 5v14M5 12h14',
  left: 'm15 5-7 7 7 7',
  right: 'm9 5 7 7-7 7',
  print: 'M7 9V3h10v6M7 18H4V9h16v9h-3M7 14h10v7H7z',
  search: 'M4 10.500a6.500 6.500 0 1 0 13 0a6.500 6.500 0 1 0-13 0M15.500 15.500 21 21',
} as const

export type IconName = keyof typeof STROKES

/** Decoration beside a word; screen readers skip it. */
export function icon(name: IconName, css_class?: string): Html {
  return html`<svg class="${css_class ?? 'icon'}" viewBox="0 0 24 24" aria-hidden="true"><path d="${STROKES[name]}"/></svg>`
}
