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
    resealed_at: Date | null
  }
  access_plan: { only_row: Generated<boolean>; digest: string; applied_at: Now }
}
