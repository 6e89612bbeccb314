import { bends } from './bend.ts'

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'QUERY', 'PROPFIND', 'LOCK', 'COPY', 'SEARCH', 'PURGE', 'M-SEARCH', 'MKCALENDAR'] // prettier-ignore

export const METHOD_BENDS = bends(
  'method',
  () => true,
  {
    another: (draft, random) => {
      draft.method = random.pick(METHODS)
    },
    HEAD: (draft) => {
      draft.method = 'HEAD'
    },
    OPTIONS: (draft) => {
      draft.method = 'OPTIONS'
    },
  },
  1.5,
)
