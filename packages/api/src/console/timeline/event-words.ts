import type { TimelineEvent } from '../../takedown-store.ts'
import type { View } from '../view.ts'

/** Fields of events that say something to a person; the rest is ids. */
const TOLD = [
  'step',
  'from',
  'way',
  'reference',
  'verdict',
  'outcome',
  'codes',
  'reason',
  'answer',
  'country',
  'policy',
  'level',
  'seq',
  'smtpCode',
]

/** In which group of texts the code of a field stands. */
function groupOf(type: string, name: string): string {
  if (name === 'verdict') return 'check'
  if (name === 'outcome') return 'dispute-outcome'
  if (name === 'step') return 'hand-step'
  if (name === 'answer') return 'answer'
  if (name === 'from' || name === 'way') return `word-${name}`
  if (name !== 'reason') return 'code'
  return (
    {
      held: 'hold-reason',
      released: 'release-reason',
      'step-withdrawn': 'step-withdraw',
      'attention-due': 'attention',
    }[type] ?? 'code'
  )
}

/** What an event says beyond its type, in words. */
export const eventWords = (
  { t }: View,
  { type, data }: Pick<TimelineEvent, 'type' | 'data'>,
): string[] => {
  // Of a word that came by another way; `from` of other events is no code of this kind.
  const { from: _from, word, ...own } = data
  const facts: Record<string, unknown> = { ...own, ...(typeof word === 'object' ? word : {}) }
  return TOLD.flatMap((name) => {
    const value = facts[name]
    if (Array.isArray(value)) return value.map((code) => t.code('code', String(code)))
    if (typeof value === 'string') return t.code(groupOf(type, name), value)
    return typeof value === 'number' ? `${t.code('field', name)} ${value}` : []
  })
}
