import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { type AnswerChecker, answerChecker } from './check-answer.ts'
import { watchAnswers } from './watch-answers.ts'

const test_of = new WeakMap<FastifyInstance, Test>()
const checker: { made?: AnswerChecker } = {}

watchAnswers((app, answer) => {
  const t = test_of.get(app)
  if (t === undefined) return
  checker.made ??= answerChecker(JSON.parse(JSON.stringify(documentOf(app))))
  const faults = checker.made(answer)
  if (faults.length === 0) return
  const what = `${answer.method} ${answer.url}, ${answer.status} is not as the OpenAPI document says`
  t.fail([what, ...faults].join('; '))
})

function documentOf(app: FastifyInstance): object {
  return app.getDecorator<() => object>('swagger')()
}

/** From here on `t` fails where an answer of `app` is not as its document says. */
export function checkAnswers(t: Test, app: FastifyInstance): void {
  test_of.set(app, t)
}
