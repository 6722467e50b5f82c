import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { XARF_CSAM } from './xarf-expectations.ts'

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)

/** Whether a report is what XARF 4 asks; why not stands in its `errors`. */
export const isXarf = ajv.compile(XARF_CSAM)
