import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { exportCheck } from '../export-check.ts'
import { Problem } from '../schemas.ts'
import type { App } from '../validation.ts'

const Id = Type.String({ format: 'uuid' })
const Params = Type.Object({ id: Id, checkId: Id }, { additionalProperties: false })

const Signature = Type.Object({
  algorithm: Type.Literal('Ed25519'),
  keyId: Type.String(),
  publicKey: Type.String(),
  value: Type.String(),
})
const Signed = Type.Object({ record: Type.Unknown(), signature: Signature })
/** Removal checks that a third party can verify. */
export const recordRoutes = (deps: AppDeps) => async (app: App) => {
  app.get(
    '/v1/takedowns/:id/checks/:checkId/record',
    {
      config: { access: 'takedown:read' },
      schema: {
        summary:
          'One removal check, signed: Ed25519 over the canonical form of `record` (RFC 8785)',
        params: Params,
        response: { 200: Signed, default: Problem },
      },
    },
    async (request) => {
      const { id: takedownId, checkId } = request.params
      const { actor } = principalOf(request)
      return exportCheck(deps, { takedownId, checkId, actor })
    },
  )
}
