import { unitOf } from '@nightlight/api'
import type { ShownList } from './lists-show.ts'

type Submission = ShownList['newest'][number]

/** A list and what was handed in to it, for people. */
export function listInWords(list: ShownList): string {
  const { toRelease, exchange, newest } = list
  const told = newest.length
  const all = Object.values(list.submissions).reduce((sum, n) => sum + n, 0)
  return [
    `${list.name}  (${list.authority})`,
    `  id          ${list.id}`,
    `  class       ${classOf(list)}`,
    `  terms       ${termsOf(list)}`,
    `  in force    ${list.entriesInForce} entries`,
    ...(exchange === null ? [] : [`  exchange    ${healthOf(exchange)}`]),
    `  to release  ${toRelease.found} found in ${toRelease.submissions} submissions`,
    `  handed in   ${countsOf(list.submissions) || 'nothing yet'}`,
    ...newest.flatMap(submissionLines),
    ...(told < all
      ? [`    and ${all - told} before: see lists show with the name of the list`]
      : []),
    '',
  ].join('\n')
}

const classOf = ({ negative, legalClass, classification }: ShownList): string =>
  (negative ? 'negative: known to be harmless, suppresses matches' : legalClass) +
  (classification === null ? '' : `, ${classification}`)

function termsOf(list: ShownList): string {
  const { purpose, jurisdictions, maxDistance, opens, expiresAt, withdrawnAt } = list
  return [
    purpose,
    jurisdictions.length === 0 ? 'everywhere' : jurisdictions.join(', '),
    `PDQ within ${maxDistance} bits`,
    opens === 'exact' ? 'an exact match opens a takedown' : 'a person decides each match',
    ...(expiresAt === null ? [] : [`until ${day(expiresAt)}`]),
    ...(withdrawnAt === null ? [] : [`WITHDRAWN ${day(withdrawnAt)}`]),
  ].join('; ')
}

function healthOf(exchange: NonNullable<ShownList['exchange']>): string {
  const { kind, everyMinutes, isApproved, finishedAt, problem, failures } = exchange
  return [
    `${kind}, every ${everyMinutes} minutes`,
    isApproved ? 'approved' : 'waits for a second person',
    finishedAt === null ? 'not read yet' : `read ${finishedAt}`,
    ...(problem === null ? [] : [`FAILS: ${problem}, ${failures} times in a row`]),
  ].join('; ')
}

function submissionLines(one: Submission): string[] {
  const { counts, submittedBy, activatedBy, officer, expiresAt } = one
  const leftOut = categoriesOf(one)
  return [
    `    ${one.id}  ${one.state}`,
    `      ${[
      `${one.kind}, ${one.format}`,
      `accepted ${counts.accepted}, known ${counts.duplicate}, refused ${counts.refused}`,
      `by ${submittedBy.name} ${day(one.receivedAt)}`,
      ...(activatedBy === null ? [] : [`activated by ${activatedBy.name}`]),
      ...(officer === null ? [] : [`officer ${officer}`]),
      ...(expiresAt === null ? [] : [`until ${day(expiresAt)}`]),
    ].join('; ')}`,
    ...(one.failure === null
      ? []
      : [`      failed: ${failureOf(one.failure, unitOf(one.format))}`]),
    ...(one.state === 'staged' ? waitingLines(one) : []),
    ...(leftOut === '' ? [] : [`      by category: ${leftOut}`]),
    ...(one.state === 'active' ? [`      look back: ${lookBackOf(one.lookBack)}`] : []),
  ]
}

/** What is to be looked at before it is activated, and by which mark that is said. */
function waitingLines({ kind, diff, mapping, categories, mark }: Submission): string[] {
  const meanings = Object.entries(mapping === 'none' ? {} : (categories ?? {}))
  const says = meanings.map(([code, name]) => `${code} is ${name}`).join(', ')
  return [
    ...(diff === null ? [] : [`      ${kind}: ${diff.missing} that count now stop counting`]),
    ...(says === '' ? [] : [`      codes: ${says}`]),
    `      mark: ${mark}`,
  ]
}

const failureOf = (
  { code, line, byte }: NonNullable<Submission['failure']>,
  unit: string,
): string =>
  `${code}, ${line === null ? 'nothing of it could be read' : `${unit} ${line} was the last that could be read, within ${byte} bytes`}`

const categoriesOf = ({ skipped, unmapped }: Submission): string =>
  [
    ...(skipped > 0 ? [`${skipped} rows left out`] : []),
    ...Object.entries(unmapped).map(([code, n]) => `${n} rows of ${code}, which is not mapped`),
  ].join('; ')

function lookBackOf({ state, looked, found }: Submission['lookBack']): string {
  if (state === 'found') return `found ${found}, which wait for a supervisor to release them`
  if (state === 'released') return `done, found ${found}`
  return state === 'running' ? `running, compared ${looked} so far` : 'not begun'
}

const countsOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([state, n]) => `${n} ${state}`)
    .join(', ')

const day = (at: Date): string => at.toISOString().slice(0, 10)
