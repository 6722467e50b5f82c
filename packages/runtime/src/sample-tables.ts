import type { Big } from './column-types.ts'

/** Examples of the codes of a file, a part of `Database`. */
export interface SampleTables {
  submission_sample: {
    entry_id: string
    submission_id: string
    line: Big
    reference_ct: Buffer | null
  }
}
