const HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_NODATA'])
const NOBODY = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET'])

/** What a failure to reach a server means, undefined when it was reached. */
export function addressProblem(error: unknown): string | undefined {
  const { code, message } = first(error)
  if (HOST.has(code)) return 'the host name is not known; correct the host'
  if (NOBODY.has(code) || /timeout|timed out|terminated/i.test(message)) {
    return 'no server answers there; start it, or correct host and port'
  }
  return undefined
}

/** What a failed TLS handshake means, undefined when it was something else. */
export function tlsProblem(error: unknown): string | undefined {
  const { code, message } = first(error)
  if (/^ERR_SSL|^EPROTO/.test(code)) return 'the server does not speak TLS at this port'
  if (/SELF_SIGNED|UNABLE_TO|CERT_|ERR_TLS_/.test(code) || /certificate/i.test(message)) {
    return 'its TLS certificate is not trusted; name the authority in NODE_EXTRA_CA_CERTS, or correct the host'
  }
  return undefined
}

/** A host with several addresses fails with one error for each. */
function first(error: unknown): { code: string; message: string } {
  const one: unknown = error instanceof AggregateError ? (error.errors[0] as unknown) : error
  const { code, message } = (one ?? {}) as { code?: unknown; message?: unknown }
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message : '',
  }
}
