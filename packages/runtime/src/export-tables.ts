/** Figures that were made to leave the house; a part of `Database`. */
export interface ExportTables {
  figure_export: {
    id: string
    digest: string
    asked_digest: string
    kind: 'inhope' | 'dsa' | 'provider'
    period: string
    provider_id: string | null
    as_of: Date
    made_at: Date
    made_by: string
    content: string
  }
}
