/**
 * Says in one sentence why listening failed, and what to do.
 *
 * @throws the error itself when it is not about the address to listen on
 */
export function listenProblem(error: unknown, place: { HOST: string; PORT: number }): string {
  const { code } = Object(error) as { code?: unknown }
  const { HOST, PORT } = place
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${PORT} of ${HOST} is in use by another program: stop that program, or set PORT to a free port.`
    case 'EACCES':
      return `Port ${PORT} may not be used by this account: set PORT to 1024 or above.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${HOST}: set HOST to 127.0.0.1, or to an address of this machine.`
    default:
      throw error
  }
}
