import { spelledOnce } from './addresses.ts'

/** One call of connect(2): to an address and a port, or to a socket file. */
export type Connect =
  | { kind: 'tcp' | 'udp' | 'other'; address: string; port: number }
  | { kind: 'file'; path: string }

/** The flags of strace for a log of every connect of a program and all that it starts. */
export const straceFlags = (log: string): string[] =>
  ['-f -q -yy -s 200 -e trace=connect -e signal=none -o'.split(' '), log].flat()

/** Reads what strace wrote; a call that another process cut in two is in its first line. */
export function readConnects(log: string): Connect[] {
  return log.split('\n').flatMap((line) => {
    const [, call] = /^\d+ +connect\((.*)$/.exec(line) ?? []
    return call === undefined ? [] : [readConnect(call)].filter((one) => one !== null)
  })
}

function readConnect(call: string): Connect | null {
  const [, path] = /sa_family=AF_UNIX, sun_path=@?"([^"]*)"/.exec(call) ?? []
  if (path !== undefined) return { kind: 'file', path }
  const [, port] = /sin6?_port=htons\((\d+)\)/.exec(call) ?? []
  const [, address] = /(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/.exec(call) ?? []
  if (address === undefined || port === undefined) {
    // without an address a connect only lets go of one
    return /AF_UNSPEC/.test(call) ? null : { kind: 'other', address: call, port: 0 }
  }
  const [, protocol] = /^\d+<(TCP|UDP)/.exec(call) ?? []
  const kind = protocol === 'TCP' ? 'tcp' : protocol === 'UDP' ? 'udp' : 'other'
  return { kind, address: spelledOnce(address), port: Number(port) }
}
