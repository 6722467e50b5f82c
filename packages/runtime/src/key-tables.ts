import type { Generated } from 'kysely'
import type { Now } from './column-types.ts'
import type { KeyPurpose } from './keys/sealed-columns.ts'

export interface KeyTables {
  data_key: {
    purpose: KeyPurpose | 'root'
    generation: number
    wrapped: Buffer
    made_at: Now
    active_from: Date
    /** When sealing with it came to its end; what could not be opened is sealed with an older one. */
    resealed_at: Date | null
  }
  access_plan: { only_row: Generated<boolean>; digest: string; applied_at: Now }
}
