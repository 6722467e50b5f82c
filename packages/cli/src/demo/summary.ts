import type { ImportResult } from '@nightlight/matcher'
import type { HostView } from './host-view.ts'

export type MailFacts = {
  mails: number
  messageIds: number
  copiesDropped: number
  xarfReports: number
}

export type DemoSummary = {
  ok: boolean
  seconds: number
  /** Real milliseconds that an hour of the deadline table lasted. */
  policyHourMs: number
  console: string
  list: Pick<ImportResult, 'accepted' | 'duplicate' | 'refused' | 'refusedBy'>
  hosts: HostView[]
  mail: MailFacts
}

/** The summary as a table for a person. */
export function summaryTable(summary: DemoSummary): string {
  const head = [
    'host',
    'found',
    'matched',
    'notices',
    'outcome',
    'T0-T6',
    'T6-T9',
    'T9-T10',
    'T10-T11',
  ]
  const rows = summary.hosts.map((host) => [
    `${host.name} (${host.behaviour})`,
    String(host.found),
    String(host.matched),
    String(host.notified),
    host.outcome === host.expected ? host.outcome : `${host.outcome}, expected ${host.expected}`,
    span(host.clocks.t0ToT6),
    span(host.clocks.t6ToT9),
    span(host.clocks.t9ToT10),
    span(host.clocks.t10ToT11),
  ])
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()
  const { mail, list } = summary
  return [
    '',
    line(head),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
    `list     ${list.accepted} entries accepted, ${list.duplicate} known, ${list.refused} refused`,
    `mail     ${mail.messageIds} notices, ${mail.copiesDropped} copies, ${mail.xarfReports} XARF reports`,
    `time     ${summary.seconds.toFixed(1)} s; an hour of the deadline table lasted ${summary.policyHourMs} ms`,
    '',
    'T0 reported, T6 notice sent, T9 first seen gone, T10 removal verified, T11 seen again',
    summary.ok ? 'Every host reached the end that was expected' : 'Not every host reached its end',
  ].join('\n')
}

const span = (ms: number | null): string => (ms === null ? '-' : `${(ms / 1000).toFixed(1)} s`)
