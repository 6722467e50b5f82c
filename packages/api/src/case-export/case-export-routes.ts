import { Type } from 'typebox'
import type { AppDeps } from '../app.ts'
import { ById, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'
import { ExportBody, sendCase, type CaseSending } from './send-case.ts'

const bytes = Type.Unsafe<unknown>(Type.String({ contentEncoding: 'binary' }))
const file = {
  content: {
    'application/zip': { schema: bytes },
    'application/pgp-encrypted': { schema: bytes },
  },
}

/** Cases for the police, as an archive that they verify without us. */
export const caseExportRoutes = (deps: AppDeps & CaseSending) => async (app: App) => {
  app.post(
    '/v1/takedowns/:id/exports',
    {
      config: { access: 'case:export' },
      schema: {
        summary:
          'A case for the police: a signed archive with exact addresses and proofs of the log',
        description:
          'Encrypted to the OpenPGP key of the recipient, if it has one. Each one made is an export of its own and is audited; no image is in it.',
        params: ById,
        body: ExportBody,
        response: { 200: file, default: Problem },
      },
    },
    async (request, reply) => {
      const { reason, legalBasis, recipientId = null } = request.body
      const takedownId = request.params.id
      await sendCase(deps, request, reply, { takedownId, reason, legalBasis, recipientId })
      return reply
    },
  )
}
