import type { channelTestsEn } from './channel-tests-en.ts'

export const channelTestsNl: Record<keyof typeof channelTestsEn, string> = {
  'channels.test-how-mail':
    'Een testmail gaat van uw eigen mailbox voor kennisgevingen naar zichzelf, via dezelfde server als kennisgevingen en net zo ondertekend.',
  'channels.test-how-police':
    'Een mail met TEST in het onderwerp gaat naar de mailbox van de politie, via dezelfde server als meldingen en net zo ondertekend. Hij gaat over geen zaak. Hoogstens twee per dag: een politieambtenaar leest hem.',
  'channels.test-how-iccam':
    'ICCAM heeft hier geen ingang voor programma’s: er worden bestanden gemaakt, die iemand invoert. De test maakt de brief en de bestanden van een verzonnen zaak en stuurt ze nergens heen. Dat ze kunnen worden ingevoerd, blijkt pas als iemand dat doet.',
  'channels.test-mail': 'Testmail sturen',
  'channels.test-police': 'Testmail aan de politie sturen',
  'channels.test-iccam': 'Testbestanden maken',
  'channels.police-not-set-up':
    'Er is geen mailbox van de politie ingesteld (POLICE_MAILBOX), dus valt er niets te testen.',
  'channel-said-mail.good': 'De server nam hem aan. Kijk of hij is aangekomen.',
  'channel-said-mail.bad': 'Kijk naar de mailserver en probeer het opnieuw.',
  'channel-said-police.good': 'De mailserver nam hem aan. Vraag de politie of hij is aangekomen.',
  'channel-said-police.bad':
    'Het is niet zeker dat hij is vertrokken. Kijk naar de mailserver en de mailbox en probeer het opnieuw.',
  'channel-said-iccam.good': 'Brief en bestanden zijn gemaakt en leesbaar. Er is niets verstuurd.',
  'channel-said-iccam.bad':
    'Ze konden niet worden gemaakt. Kijk naar MAIL_FROM en ORGANISATION, en lees het logboek van het proces notices.',
  'channel-outcome.proved': 'sleutels aangenomen',
  'channel-outcome.reached': 'bereikt',
  'channel-outcome.unsendable': 'niet gemaakt',
  'channel-outcome.files-made': 'bestanden gemaakt',
  'test-outcome.proved': 'sleutels aangenomen',
  'test-outcome.reached': 'bereikt',
  'ways.interfaces': 'Interfaces van aanbieders',
  'ways.how':
    'Een interface neemt alleen echte meldingen aan. Daarom stelt de test haar, met uw sleutels, een vraag die niets meldt, en zegt wat er terugkwam.',
  'ways.none': 'Geen aanbieder heeft een weg via de interface van AWS of Cloudflare.',
  'ways.provider': 'Aanbieder',
  'ways.last': 'Laatste test',
  'channels.test-lost':
    'Er kwam geen antwoord. Kijk of het proces notices loopt: zodra het loopt, neemt het deze test vanzelf op.',
  'ways.lost': 'Er kwam geen antwoord. Kijk of het proces notices loopt en probeer het opnieuw.',
  'way-state.active': 'in gebruik',
  'way-state.proposed': 'wacht op goedkeuring',
  'way-said.proved': 'Ze is bereikt en nam de sleutels aan.',
  'way-said.reached':
    'Ze is bereikt; haar antwoord zegt niets over de sleutels. Alleen een echte melding bewijst ze.',
  'way-said.turned-away':
    'Ze is bereikt en weigerde deze vraag: de sleutels zijn fout, verlopen, of mogen geen meldingen lezen.',
  'way-said.deferred':
    'Ze is niet via een goede TLS-verbinding bereikt, of is bezet. Over de sleutels is niets bekend.',
  'way-said.unsendable': 'De instellingen van de weg zijn onleesbaar. Stel hem opnieuw voor.',
  'way-proof.aws': 'Of deze sleutels ook mogen melden, blijkt bij de eerste echte melding.',
  'way-proof.cloudflare': 'Of dit account ook mag melden, blijkt bij de eerste echte melding.',
  'problem.mail-tests-many': 'Er waren genoeg tests van deze soort. Probeer het later.',
}
