import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { identityOf, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { problem } from '../errors.ts'
import { iso } from '../iso.ts'
import { withoutForm } from '../lists/form-body.ts'
import { takeStreams } from '../lists/linger.ts'
import { DryRun, ReceivedSubmission } from '../lists/list-schemas.ts'
import { mustSeeList, notFound } from '../lists/list-scope.ts'
import { receiveUpload, tryUpload } from '../lists/receive-upload.ts'
import { countsOf, readSubmission } from '../lists/submission-view-store.ts'
import { tooLarge, uploadBytes } from '../lists/upload-body.ts'
import { UploadQuery, readUploadQuery } from '../lists/upload-query.ts'
import type { UploadSlots } from '../lists/upload-slots.ts'
import { checkUpload, signedBody } from '../machines/signed-upload.ts'
import { ById, Problem } from '../schemas.ts'
import { PART_LIMITS, type PartLimits } from '../uploads/upload.ts'
import type { App } from '../validation.ts'

export type UploadOptions = {
  /** Longest file, bytes. */
  maxBytes: number
  /** Longest file of a dry run, which holds its list for as long as it takes. */
  maxDryRunBytes: number
  /** How long an upload may bring nothing. */
  stallMs: number
  /** Files that come in at once; each holds one connection to the database, and uses another. */
  atOnce: number
} & Omit<PartLimits, 'maxBytes'>

export const UPLOADS: UploadOptions = {
  maxBytes: 50 * 2 ** 30,
  maxDryRunBytes: 2 ** 30,
  stallMs: 120_000,
  atOnce: 4,
  ...PART_LIMITS,
}

/** How long a dry run may bring nothing: others wait for the list that it holds. */
export const DRY_STALL_MS = 15_000
const RETRY_SECONDS = 60

/** Read as they were sent, line by line; here they are only described. */
const SignatureFields = Type.Object({
  'content-digest': Type.Optional(
    Type.String({ description: 'RFC 9530, sha-256 or sha-512; of a signed request' }),
  ),
  'signature-input': Type.Optional(Type.String({ description: 'RFC 9421; one signature' })),
  signature: Type.Optional(
    Type.String({ description: 'RFC 9421; Ed25519 or ECDSA on P-256, as the key is' }),
  ),
})

/** Files of tens of gigabytes: read as they arrive, whatever they say they are. */
export const uploadRoutes =
  (deps: AppDeps & UploadSlots, options: UploadOptions) => async (app: App) => {
    const { db, now } = deps
    const { publicUrl } = identityOf(deps)
    const slots = deps.uploadSlots
    const stopping = new AbortController()
    app.addHook('preClose', async () => stopping.abort())
    takeStreams(app)

    app.post(
      '/v1/hash-lists/:id/submissions',
      {
        config: { access: 'list:write', isStreamed: true },
        schema: {
          summary: 'Hand in a file',
          description:
            'The body is the file, of any format of a list and whatever media type, plain or compressed; a form with the file in it is refused (415). It counts when somebody else activates the submission. When the connection is cut, hand in the same file in the same way: it goes on from there; that is why an Idempotency-Key is not looked at here. May be signed by RFC 9421, and has to be where its authority says so: over @method, @target-uri, content-digest and content-type, with created, expires (at most 300 s later), nonce, keyid (the id of a signing key) and tag="hotline-hashset-v1"; every request is signed anew, also one that goes on. 200 for a dry run, which takes files up to 1 GiB and keeps nothing.',
          params: ById,
          querystring: UploadQuery,
          headers: SignatureFields,
          body: { content: { '*/*': { schema: Type.Unsafe<unknown>({}) } } },
          response: { 200: DryRun, 201: ReceivedSubmission, default: Problem },
        },
      },
      async (request, reply) => {
        const principal = principalOf(request)
        const { id: listId } = request.params
        await mustSeeList(db, principal, listId)
        const { isDryRun, facts, source } = readUploadQuery(request.query, now())
        const maxBytes = isDryRun ? options.maxDryRunBytes : options.maxBytes
        const size = sizeOf(request.headers['content-length'])
        if (size !== undefined && size > maxBytes) throw tooLarge()
        using slot = slots.take()
        if (!slot) {
          return reply
            .code(503)
            .header('retry-after', RETRY_SECONDS)
            .type('application/problem+json')
            .send(problem(503, 'uploads-busy'))
        }
        const body = request.body instanceof Readable ? request.body : Readable.from([])
        const stallMs = isDryRun ? Math.min(options.stallMs, DRY_STALL_MS) : options.stallMs
        const limits = { maxBytes, stallMs }
        const check = { listId, isKept: !isDryRun, actor: principal.actor }
        const signature = await checkUpload({ ...deps, publicUrl }, request, check)
        const arriving = uploadBytes(body, limits, stopping.signal)
        const held = signature && signedBody(signature, arriving)
        const signed = signature && held ? { upload: signature, body: held } : undefined
        const bytes = withoutForm(held?.bytes ?? arriving, request.headers['content-type'])
        const upload = { listId, facts, source, isDryRun, bytes, size, by: principal, signed }
        if (isDryRun) {
          const { submission, skipped, unmapped, refusals } = await tryUpload(deps, upload)
          return iso({ ...countsOf(submission), skipped, unmapped, refusals })
        }
        const { submission, ...read } = await receiveUpload(deps, upload)
        const view = await readSubmission(deps, principal, submission.id)
        if (!view) throw notFound('submission')
        const { skipped, unmapped, isResumed } = read
        return reply
          .code(201)
          .header('location', `/v1/submissions/${submission.id}`)
          .send(iso({ ...view, skipped, unmapped, isResumed }))
      },
    )
  }

const sizeOf = (contentLength: string | undefined): number | undefined =>
  contentLength === undefined ? undefined : Number(contentLength)
