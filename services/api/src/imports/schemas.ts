import { type Static, Type } from 'typebox'
import { Notify } from '../duty-assignments/schemas.ts'
import { Problem, type ProblemDocument } from '../http/problem.ts'
import { Id } from '../http/schemas.ts'

const DRY_RUN = Type.Boolean({
  default: false,
  description: 'Answer what would become of each row, and change nothing.',
})

export const ImportRegistrationsQuery = Type.Object(
  {
    dry_run: DRY_RUN,
    notify: Type.Optional(
      Type.Enum(['now', 'never'] as const, {
        description:
          'Whether new people get `registration_received`. Required unless `dry_run`. People who are registered get nothing.',
        examples: ['never'],
      }),
    ),
  },
  { additionalProperties: false, required: [] },
)
export type ImportRegistrationsQuery = Static<typeof ImportRegistrationsQuery>

export const ImportDutyAssignmentsQuery = Type.Object(
  {
    dry_run: DRY_RUN,
    notify: Type.Optional({
      ...Notify,
      description: 'As for one duty assignment. Required unless `dry_run`.',
      examples: ['later'],
    }),
  },
  { additionalProperties: false, required: [] },
)
export type ImportDutyAssignmentsQuery = Static<typeof ImportDutyAssignmentsQuery>

const ImportResult = Type.Object(
  {
    line: Type.Integer({ description: 'The line on which the row begins; the header is 1.' }),
    outcome: Type.Enum(['created', 'unchanged', 'refused'] as const),
    id: Type.Optional({
      ...Id,
      description:
        'Of the registration or duty assignment that was created or exists; absent where a dry run would create it.',
    }),
    warnings: Type.Array(Type.String(), {
      description: 'A word for programs, a colon, and a sentence.',
      examples: [['registration_differs: email is kept as registered']],
    }),
    problem: Type.Optional(Type.Unsafe<ProblemDocument>(Problem)),
  },
  { title: 'ImportResult' },
)

export const ImportAnswer = Type.Object(
  {
    dry_run: Type.Boolean(),
    rows: Type.Integer({ description: 'Without the header and blank rows.' }),
    created: Type.Integer({ description: 'In a dry run, what would be created.' }),
    unchanged: Type.Integer({ description: 'Exist already, or were left out on purpose.' }),
    refused: Type.Integer({ description: 'Left out; `problem` says why.' }),
    ignored_columns: Type.Array(Type.String(), { description: 'Headers that the import does not read.' }),
    results: Type.Array(ImportResult, { description: 'One for each row, in the order of the file.' }),
  },
  { title: 'Import' },
)
export type ImportAnswer = Static<typeof ImportAnswer>
