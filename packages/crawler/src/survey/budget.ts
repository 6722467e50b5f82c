/** Bounds of one page with its own frames: counts, bytes and milliseconds. */
export type SurveyBudget = {
  /** Of one document. */
  images: number
  stylesheets: number
  frames: number
  /** Sheets that sheets name, one below the other. */
  importDepth: number
  /** Pictures at once. */
  atOnce: number
  totalMs: number
}

/** With one last fetch and decoding after the time, a survey ends well within its job. */
export const DEFAULT_BUDGET: Readonly<SurveyBudget> = {
  images: 500,
  stylesheets: 30,
  frames: 10,
  importDepth: 3,
  atOnce: 4,
  totalMs: 110_000,
}

/** What visits cost: addresses asked, bytes as received, and bytes after decoding. */
export type Spending = { images: number; wireBytes: number; decodedBytes: number }

/** What one report may spend, however many pages it leads to. */
export type ReportBudget = Spending & { totalMs: number }

export const DEFAULT_REPORT_BUDGET: Readonly<ReportBudget> = {
  images: 5_000,
  wireBytes: 1e9,
  decodedBytes: 2e9,
  totalMs: 3_600_000,
}

/** Which budget ended; stable. */
export type Ended = 'images' | 'bytes' | 'time'
