import type { Erasure, FieldCrypto } from '@nightlight/runtime'
import { ASSESSMENT_ERASURE } from './assessment-erasures.ts'
import { DECISION_ERASURES } from './decision-erasures.ts'
import { KEPT_ERASURES } from './kept-erasures.ts'
import { NOTE_ERASURE } from './note-erasures.ts'
import { PASSING_ERASURES } from './passing-erasures.ts'
import { reportErasures } from './report-erasures.ts'

/** Everything that the api process erases. */
export const apiErasures = (crypto: FieldCrypto): readonly Erasure[] => [
  ...reportErasures(crypto),
  NOTE_ERASURE,
  ASSESSMENT_ERASURE,
  ...DECISION_ERASURES,
  ...KEPT_ERASURES,
  ...PASSING_ERASURES,
]
