/** What is wrong with a log, in words for whoever reads it. */
export const FINDINGS = {
  'entry-missing': 'an event is missing',
  'entry-altered': 'an event is not what the tree has in its place',
  'entry-unreadable': 'what is in the place of an event is none',
  'entry-not-signed': 'there are events after the last signed checkpoint that are no longer new',
  'clear-fields-altered': 'who did it or the detail of an event was changed',
  'salt-unreadable': 'the salt of an event was changed, or FIELD_KEY is another one',
  'erasure-untold': 'an event was erased and the log does not say so',
  'erased-written': 'something was written into an event that was erased',
  'event-time':
    'an event is later than the checkpoint that has it, or a day older than one that lacks it',
  'tile-missing': 'hashes of the tree are missing',
  'tile-altered': 'hashes of the tree do not fit the events',
  'checkpoint-missing': 'there is no signed checkpoint',
  'checkpoint-unreadable': 'a checkpoint is none',
  'checkpoint-other-key': 'a checkpoint is signed by another key',
  'checkpoint-signature': 'the signature of a checkpoint does not verify',
  'checkpoint-root': 'the events are not those that were signed',
  'checkpoint-time': 'a checkpoint is older than the one before it',
  'cosignature-invalid': 'what a witness signed does not verify',
  'cosignature-missing': 'no checkpoint is signed by the witness',
  'timestamp-invalid': 'a timestamp does not verify',
  'anchor-root': 'the events are not those that a checkpoint kept elsewhere was signed for',
  'log-shorter': 'the log ends before what was signed',
} as const
export type FindingCode = keyof typeof FINDINGS

/** The first thing that is wrong: it lies at an event from `index` on and before `upTo`. */
export type Finding = { code: FindingCode; index: number; upTo: number }

export const oneAt = (code: FindingCode, index: number): Finding => ({
  code,
  index,
  upTo: index + 1,
})

/** The one that lies first; of several at one place the one that was found first. */
export const firstOf = (findings: readonly Finding[]): Finding | null =>
  findings.reduce<Finding | null>(
    (first, one) => (first === null || one.index < first.index ? one : first),
    null,
  )
