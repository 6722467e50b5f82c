// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

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
}
