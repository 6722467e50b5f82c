import { Type } from 'typebox'
import { Id, Time } from '../schemas.ts'

const Counts = Type.Record(Type.String(), Type.Integer())
export const Overview = Type.Object({
  /** Those of release are of the moment. */
  asOf: Time,
  reports: Counts,
  matchesUndecided: Type.Integer(),
  takedowns: Counts,
  notices: Counts,
  toRelease: Type.Object(
    {
      submissions: Type.Integer(),
      found: Type.Integer({ description: 'Media' }),
      bySubmission: Type.Array(Type.Object({ submissionId: Id, found: Type.Integer() }), {
        description: 'The first 100, the longest active first',
      }),
    },
    { description: 'What was found in everything seen before and waits for a supervisor' },
  ),
})
