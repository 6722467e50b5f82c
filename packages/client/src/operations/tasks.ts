// Written by scripts/write-client.ts from /openapi.json; a test compares the two.

export type TasksOperations = {
  /** What waits for a person, the oldest first, with its age */
  'GET /v1/tasks': {
    query: {
      limit?: number | undefined
      after?: string | undefined
      code?: string | undefined
    }
    answer: {
      items: Array<{
        id: string
        takedownId: string
        host: string
        provider: string | null
        code: string
        since: string
        ageSeconds: number
        assignedTo: string | null
        assignedAt: string | null
      }>
      next: string | null
      codes: Array<{ code: string; count: number; oldest: string }>
    }
  }
  /** Take a task upon yourself, or give it back */
  'POST /v1/tasks/{id}/assign': {
    params: { id: string }
    body: {
      mine: boolean
      /** Who sees to it now, where that is another person: it is taken from them */
      from?: string | null | undefined
    }
    answer: { id: string; takenFrom: { actor: string; since: string } | null }
    once: true
  }
  /** Say that a task is done, and how */
  'POST /v1/tasks/{id}/done': {
    params: { id: string }
    body: { with: 'told-by-hand' | 'mended' | 'looked-at' | 'not-needed' }
    answer: { id: string }
    once: true
  }
}
