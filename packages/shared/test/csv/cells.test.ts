import { test } from 'tap'
import { defuseCell, undoDefusing } from '../../src/csv/cells.ts'

void test('cells: what a spreadsheet would execute, has an apostrophe before it', async (t) => {
  const executed = ['=1+1', '+919876543210', '-2', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '＝1', '＠x']
  for (const text of executed) t.equal(defuseCell(text), `'${text}`)
})

void test('cells: other text, is not changed', async (t) => {
  for (const text of ['', 'Ahmed Ali', "D'Souza", "'Abd", 'a=b', '2026-03-15', 'अहमद', "'", ' ']) {
    t.equal(defuseCell(text), text)
    t.equal(undoDefusing(text), text)
  }
})

void test('cells: defused and undone, every text is as before', async (t) => {
  const parts = ["'", '=', '+', ' ', '\t', '\n', 'a', '-']
  const texts = parts.flatMap((a) => parts.flatMap((b) => parts.map((c) => a + b + c)))
  for (const text of [...texts, '']) {
    const cell = defuseCell(text)
    t.equal(undoDefusing(cell), text)
    t.notMatch(cell, /^\s*[=+-]/u)
  }
})
