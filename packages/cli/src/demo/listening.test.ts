import { describe, expect, it } from 'vitest'
import { listenAll, listenHttp, listenProblem } from './listening.ts'

const handler = (): void => undefined

describe('listenHttp', () => {
  it('says in words that a port has been taken', async () => {
    await using first = await listenHttp(handler, { host: '127.0.10.9', port: 0 })
    const second = listenHttp(handler, { host: '127.0.10.9', port: first.port })
    await expect(second).rejects.toMatchObject({
      name: 'DomainError',
      kind: 'conflict',
      code: 'demo-port-taken',
      detail: { port: first.port },
    })
  })

  it('frees its port when it is disposed of', async () => {
    const first = await listenHttp(handler, { host: '127.0.10.9', port: 0 })
    await first[Symbol.asyncDispose]()
    await using second = await listenHttp(handler, { host: '127.0.10.9', port: first.port })
    expect(second.port).toBe(first.port)
  })
})

describe('listenAll', () => {
  const hosts = ['127.0.10.10', '127.0.10.11'].map((host) => ({ host, handler }))

  it('finds one port that is free on every address', async () => {
    await using all = await listenAll(hosts, 0)
    for (const { host } of hosts) {
      await expect(listenHttp(handler, { host, port: all.port })).rejects.toThrow('has been taken')
    }
  })

  it('fails, and holds no address, when a wanted port is taken on one of them', async () => {
    await using taken = await listenHttp(handler, { host: '127.0.10.11', port: 0 })
    await expect(listenAll(hosts, taken.port)).rejects.toThrow('has been taken')
    await using free = await listenHttp(handler, { host: '127.0.10.10', port: taken.port })
    expect(free.port).toBe(taken.port)
  })
})

describe('listenProblem', () => {
  it('tells a system without further loopback addresses from a taken port', () => {
    const error = Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL' })
    expect(listenProblem(error, 1)).toMatchObject({ code: 'demo-address-missing' })
  })

  it('leaves anything else as it is', () => {
    const error = new Error('other')
    expect(listenProblem(error, 1)).toBe(error)
  })
})
