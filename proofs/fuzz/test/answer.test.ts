import { test } from 'tap'
import { readAnswer } from '../answer.ts'

const OK = 'HTTP/1.1 200 OK\r\nX-A: b\r\n'

function read(text: string, options: { is_head: boolean; is_whole?: boolean } = { is_head: false }) {
  const found = readAnswer(Buffer.from(text), options)
  return (
    found && { status: found.answer.status, body: found.answer.body.toString(), rest: found.rest.toString() }
  )
}

void test('answer: as HTTP writes it, is read', async (t) => {
  t.same(read(`${OK}content-length: 3\r\n\r\nabcHTTP`), { status: 200, body: 'abc', rest: 'HTTP' })
  t.same(read(`${OK}transfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\nx`), {
    status: 200,
    body: 'abc',
    rest: 'x',
  })
  t.same(read(`${OK}content-length: 3\r\n\r\n`, { is_head: true }), { status: 200, body: '', rest: '' })
  t.same(read('HTTP/1.1 304 Not Modified\r\n\r\nx'), { status: 304, body: '', rest: 'x' })
  t.same(read(`HTTP/1.1 100 Continue\r\n\r\n${OK}content-length: 0\r\n\r\n`), {
    status: 200,
    body: '',
    rest: '',
  })
  t.same(read(`${OK}\r\nabc`, { is_head: false, is_whole: true }), { status: 200, body: 'abc', rest: '' })
})

void test('answer: not whole yet, is none', async (t) => {
  t.equal(read('HTTP/1.1 200 OK\r\n'), undefined)
  t.equal(read(`${OK}content-length: 3\r\n\r\nab`), undefined)
  t.equal(read(`${OK}transfer-encoding: chunked\r\n\r\n2\r\nab\r\n`), undefined)
  t.equal(read(`${OK}\r\nabc`), undefined)
})
