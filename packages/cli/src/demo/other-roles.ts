import { DEMO_AUTHORITY } from './settings.ts'

/**
 * How the console is seen as somebody else: commands that make a link each while the demo runs.
 *
 * @param data      its data directory
 * @param provider  handle of one of its providers; null where none was written to
 */
export function otherRoles(data: string, provider: string | null): string {
  const invite = (rest: string): string =>
    `npm run -s nightlight -- people invite ${rest} --data '${data.replaceAll("'", `'\\''`)}'`
  return [
    'Others   in another terminal, for a link each; open it in a private window:',
    `         ${invite(`--role police --name "Inge Peeters" --authority "${DEMO_AUTHORITY}"`)}`,
    `         ${invite(`--role police --name "Jan Maes" --authority "${DEMO_AUTHORITY}"`)}`,
    ...(provider === null
      ? []
      : [`         ${invite(`--role provider --name "Pat Host" --provider '${provider}'`)}`]),
  ].join('\n')
}
