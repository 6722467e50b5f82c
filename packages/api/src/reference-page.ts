import { html, type Html } from './console/html.ts'

type Schema = Readonly<Record<string, unknown>> & {
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  description?: string
}
type Body = { content?: Readonly<Record<string, { schema?: Schema }>>; description?: string }
export type Operation = {
  summary?: string
  description?: string
  'x-permission'?: string
  parameters?: readonly { in: string; name: string; required?: boolean; schema?: Schema }[]
  requestBody?: Body
  responses?: Readonly<Record<string, Body>>
}
export type Description = { paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

/** The description of the API for people: one page without a script, which needs nothing from elsewhere. */
export function referencePage({ paths = {} }: Description): Html {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      name: `${method.toUpperCase()} ${path}`,
      one,
    })),
  )
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>API reference</title>
        <link rel="stylesheet" href="/assets/console.css" />
        <link rel="icon" href="/assets/icon.svg" />
      </head>
      <body>
        <main class="reference">
          <h1>API reference</h1>
          <p>Made from <a href="/openapi.json">openapi.json</a>.</p>
          <ul>
            ${operations.map(({ name, one }) => html`<li><a href="#${anchorOf(name)}">${name}</a> ${one.summary}</li>`)}
          </ul>
          ${operations.map(({ name, one }) => operationPart(name, one))}
        </main>
      </body>
    </html>`
}

const anchorOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase()

const operationPart = (name: string, one: Operation): Html =>
  html`<section class="card" id="${anchorOf(name)}">
    <h2>${name}</h2>
    <p>${one.summary}</p>
    ${one.description === undefined ? null : html`<p>${one.description}</p>`}
    <p class="fine">Permission: ${one['x-permission']}</p>
    ${(one.parameters ?? []).map(
      (each) =>
        html`<p>
          <code>${each.name}</code> (${each.in}${each.required ? ', needed' : ''}):
          ${inWords(each.schema)}
        </p>`,
    )}
    ${bodyPart('Body', one.requestBody)}
    ${Object.entries(one.responses ?? {}).map(([status, body]) => bodyPart(`Answer ${status}`, body))}
  </section>`

const bodyPart = (title: string, body: Body | undefined): Html | null =>
  body === undefined
    ? null
    : html`<h3>${title}</h3>
        ${Object.entries(body.content ?? {}).map(
          ([type, { schema }]) =>
            html`<details>
              <summary>${type}</summary>
              <pre>${inWords(schema)}</pre>
            </details>`,
        )}`

const inWords = (schema: Schema | undefined): string => JSON.stringify(schema ?? {}, null, 1)
