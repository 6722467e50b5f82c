import type { HostView } from './host-view.ts'

export type ProgressView = { show(hosts: readonly HostView[]): void; end(): void }

/**
 * Shows how far each host is: redrawn in place on a terminal, a line for each change elsewhere.
 *
 * @param out where to write, so that standard output stays free for the answer
 */
export function createProgressView(out: NodeJS.WriteStream): ProgressView {
  let drawn = 0
  const last = new Map<string, string>()
  return {
    show(hosts) {
      if (out.isTTY) {
        // A line that wraps would be redrawn in the wrong place.
        const width = Math.max(20, out.columns - 1)
        if (drawn > 0) out.write(`\u001B[${drawn}A`)
        for (const host of hosts) out.write(`\u001B[2K${lineOf(host).slice(0, width)}\n`)
        drawn = hosts.length
        return
      }
      for (const host of hosts) {
        const line = lineOf(host)
        if (last.get(host.name) === line) continue
        last.set(host.name, line)
        out.write(`${line}\n`)
      }
    },
    end() {
      drawn = 0
    },
  }
}

const lineOf = (host: HostView): string =>
  [
    host.reached ? '  ok' : '  ..',
    host.name.padEnd(12),
    host.behaviour.padEnd(28),
    `${host.matched}/${host.found} matched`.padEnd(14),
    `${host.notified} notices`.padEnd(11),
    `${host.checks} checks`.padEnd(11),
    host.outcome,
  ].join(' ')
