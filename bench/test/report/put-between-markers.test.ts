import { test } from 'tap'
import { putBetweenMarkers } from '../../src/report/put-between-markers.ts'

const PAGE = 'before\n<!-- a -->\nold\n<!-- /a -->\nbetween\n<!-- b -->\n<!-- /b -->\n'

test('put-between-markers: only the text between the markers changes', async (t) => {
  const page = putBetweenMarkers(PAGE, 'a', 'new $& text')
  t.equal(page, 'before\n<!-- a -->\n\nnew $& text\n\n<!-- /a -->\nbetween\n<!-- b -->\n<!-- /b -->\n')
  t.equal(putBetweenMarkers(page, 'a', 'new $& text'), page)
})

test('put-between-markers: no such place, refused', async (t) => {
  t.throws(() => putBetweenMarkers(PAGE, 'c', 'text'), { message: /no place for c/ })
})
