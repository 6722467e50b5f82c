// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { FileAnswer } from '../file-body.ts'

export type StatisticsOperations = {
  /** How many of everything, by state */
  'GET /v1/statistics/overview': {
    answer: {
      asOf: string
      reports: Record<string, number>
      matchesUndecided: number
      takedowns: Record<string, number>
      notices: Record<string, number>
      /** What was found in everything seen before and waits for a supervisor */
      toRelease: {
        submissions: number
        /** Media */
        found: number
        /** The first 100, the longest active first */
        bySubmission: Array<{ submissionId: string; found: number }>
      }
    }
  }
  /** How long a step of takedowns took, with what is open, and by group */
  'GET /v1/statistics/removals': {
    query: {
      clock?: 'removal-after-notice' | 'removal-after-report' | 'decision' | 'forwarding' | 'authorisation' | 'first-notice' | 'acknowledgement' | 'match-decision' | undefined
      group?: 'provider' | 'country' | 'asn' | 'registrar' | 'cdn' | 'list' | 'class' | 'channel' | 'tier' | 'source' | undefined
      from?: string | undefined
      to?: string | undefined
      of?: 'provider' | 'country' | 'asn' | 'registrar' | 'cdn' | 'list' | 'class' | 'channel' | 'tier' | 'source' | undefined
      key?: string | undefined
    }
    answer: {
      clock: 'removal-after-notice' | 'removal-after-report' | 'decision' | 'forwarding' | 'authorisation' | 'first-notice' | 'acknowledgement' | 'match-decision'
      /** The two clocks that the figures lie between, as T6 and T9; `found`, when a match was found or released */
      clocks: { from: string; to: string }
      asOf: string
      from: string
      to: string
      n: number | null
      ended: number | null
      open: number | null
      closed: number | null
      before: number | null
      medianMs: number | null
      p90Ms: number | null
      within: Array<{ hours: number; share: number | null }>
      /** Share that is still open right after so long (Kaplan-Meier, 95 % interval), where it fell by 0.2 % or more */
      curve: Array<{ ms: number; open: number; low: number; high: number }>
      /** For how long anything was watched: up to there the curve stays level after its last point */
      watchedMs: number
      ages: Array<{ hours: number | null; count: number }>
      gap: { medianMs: number | null; p90Ms: number | null } | null
      group: 'provider' | 'country' | 'asn' | 'registrar' | 'cdn' | 'list' | 'class' | 'channel' | 'tier' | 'source' | null
      groups: Array<{
        key: string
        name: string
        /** Items of the period */
        n: number
        ended: number
        open: number
        /** Not waited for any more; counted for as long as they were. What was seen gone, and not again, waits for no other step */
        closed: number
        /** The end came first; in none of the other figures */
        before: number
        medianMs: number | null
        p90Ms: number | null
        within: Array<{ hours: number; share: number | null }>
      }>
      others: { groups: number; n: number | null } | null
      top: Array<{ groups: number; share: number }>
      decisions: {
        confirmed: number | null
        rejected: number | null
        byRule: number | null
      } | null
      waiting: {
        asOf: string
        n: number
        ages: Array<{ hours: number | null; count: number }>
      } | null
    }
  }
  /** The same as a table: a line for all, and one for each group */
  'GET /v1/statistics/removals.csv': {
    query: {
      clock?: 'removal-after-notice' | 'removal-after-report' | 'decision' | 'forwarding' | 'authorisation' | 'first-notice' | 'acknowledgement' | 'match-decision' | undefined
      group?: 'provider' | 'country' | 'asn' | 'registrar' | 'cdn' | 'list' | 'class' | 'channel' | 'tier' | 'source' | undefined
      from?: string | undefined
      to?: string | undefined
      of?: 'provider' | 'country' | 'asn' | 'registrar' | 'cdn' | 'list' | 'class' | 'channel' | 'tier' | 'source' | undefined
      key?: string | undefined
    }
    answer: FileAnswer
  }
  /** How much of what was removed was seen again, and by when */
  'GET /v1/statistics/resurfacing': {
    query: { from?: string | undefined; to?: string | undefined }
    answer: {
      clocks: { from: string; to: string }
      asOf: string
      from: string
      to: string
      n: number | null
      again: number | null
      watched: number | null
      closed: number | null
      /** Share seen again within 7, 30, 90 days of T10 (Kaplan-Meier) with its 95 % interval; null where nothing was watched for so long */
      within: Array<{
        days: number
        share: number | null
        low: number | null
        high: number | null
      }>
      /** The twenty with most, each of ten removals or more */
      providers: Array<{
        id: string
        name: string
        /** Removals that were verified in the period */
        n: number
        /** Seen again (T11), or seen elsewhere */
        again: number
        /** Watched still, and not seen again */
        watched: number
        /** Not watched any more; counted for as long as they were */
        closed: number
        /** Share seen again within 7, 30, 90 days of T10 (Kaplan-Meier) with its 95 % interval; null where nothing was watched for so long */
        within: StatisticsOperations['GET /v1/statistics/resurfacing']['answer']['within'][number][]
      }>
      others: { providers: number; n: number | null } | null
      /** The same file, first seen at another address on another page after T10, where it was reported or crawled: a lower bound */
      elsewhere: {
        clocks: { from: string; to: string }
        asOf: string
        from: string
        to: string
        n: number | null
        again: number | null
        watched: number | null
        closed: number | null
        /** Share seen again within 30, 90, 365 days of T10 (Kaplan-Meier) with its 95 % interval; null where nothing was watched for so long */
        within: StatisticsOperations['GET /v1/statistics/resurfacing']['answer']['within'][number][]
        /** The twenty with most, each of ten removals or more */
        providers: Array<{
          id: string
          name: string
          /** Removals that were verified in the period */
          n: number
          /** Seen again (T11), or seen elsewhere */
          again: number
          /** Watched still, and not seen again */
          watched: number
          /** Not watched any more; counted for as long as they were */
          closed: number
          /** Share seen again within 30, 90, 365 days of T10 (Kaplan-Meier) with its 95 % interval; null where nothing was watched for so long */
          within: StatisticsOperations['GET /v1/statistics/resurfacing']['answer']['within'][number][]
        }>
        others: { providers: number; n: number | null } | null
      }
    }
  }
  /** What became of notices, by month and channel */
  'GET /v1/statistics/deliveries': {
    query: { from?: string | undefined; to?: string | undefined }
    answer: {
      asOf: string
      from: string
      to: string
      months: Array<{
        month: string
        written: number
        /** Not handed over yet, or on its way */
        waiting: number
        /** The server of the recipient took it (T7) */
        accepted: number
        /** Of those that were accepted */
        bounced: number
        refused: number
        /** Of those that were accepted and did not come back */
        answered: number
        unanswered: number
      }>
      /** Letters that hand cases to the police, in none of the other numbers; answered once marked as received, or by a reply */
      handOvers: StatisticsOperations['GET /v1/statistics/deliveries']['answer']['months'][number][]
      /** Channels of ten letters or more, as all others together are too */
      channels: Array<{
        channel: string
        written: number
        /** Not handed over yet, or on its way */
        waiting: number
        /** The server of the recipient took it (T7) */
        accepted: number
        /** Of those that were accepted */
        bounced: number
        refused: number
        /** Of those that were accepted and did not come back */
        answered: number
        unanswered: number
      }>
      others: { written: number | null } | null
      /** Mailboxes that take nothing at present */
      refusing: { mailboxes: number; providers: number }
    }
  }
  /** What was taken back, by month: decisions, disputes, letters */
  'GET /v1/statistics/reversals': {
    query: { from?: string | undefined; to?: string | undefined }
    answer: {
      asOf: string
      from: string
      to: string
      months: Array<{
        month: string
        /** That say the opposite of one before that had counted already (T3) */
        decisions: number
        /** Decisions undone before they had any effect, which are in no other number */
        undone: number
        /** All decisions */
        decided: number
        /** That two people found right */
        disputes: number
        disputesDecided: number
        /** Letters that take something back, accepted */
        retractions: number
      }>
      all: {
        /** That say the opposite of one before that had counted already (T3) */
        decisions: number
        /** Decisions undone before they had any effect, which are in no other number */
        undone: number
        /** All decisions */
        decided: number
        /** That two people found right */
        disputes: number
        disputesDecided: number
        /** Letters that take something back, accepted */
        retractions: number
      }
    }
  }
}
