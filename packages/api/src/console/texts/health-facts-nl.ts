import type { healthFactsEn } from './health-facts-en.ts'

export const healthFactsNl: Record<keyof typeof healthFactsEn, string> = {
  'health.none-bad': 'Er is niets mis, voor zover de dienst weet.',
  'health.look-at': 'Door een persoon te bekijken: {n}.',
  'health.ago': '{time} geleden',
  'health.policy': 'Routeringsbeleid',
  'health.policy-none': 'er geldt geen beleid',
  'health.policy-until': 'laatste dag {day}',
  'health.policy-followed': 'een ander neemt het over',
  'health.unset-police': 'Zaken die wachten op een mailbox van de politie',
  'health.unset-police-todo':
    'Stel POLICE_MAILBOX in en herstart het proces notices: ze gaan dan vanzelf verder. Tot dan wordt niemand ervan ingelicht.',
  'health.policy-ends':
    'Vanaf de dag erna zou niets worden gerouteerd. Stel een beleid voor dat doorloopt en laat een andere beheerder het activeren.',
  'health.backup': 'Laatste back-up',
  'health.backup-none': 'er is er geen genoteerd',
  'health.backup-tell':
    'Laat het back-upprogramma zeggen wanneer het klaar is: nightlight backups note --bytes N. De dienst kijkt zelf niet naar back-ups. Bewaar de databank, de veldsleutel en het bestand van de ondertekenaar apart.',
  'health.backup-late':
    'Hij is ouder dan 30 uur. Kijk of het back-upprogramma loopt en ruimte heeft.',
  'health.restore': 'Laatste geprobeerde herstel',
  'health.restore-none': 'er is er geen genoteerd',
  'health.restore-todo':
    'Herstel elk kwartaal een back-up op een andere machine, zie dat hij start, en noteer het: nightlight backups note --restored.',
  'certificate.all': 'Certificaten',
  'certificate.none': 'geen adres van deze dienst is https, of er is nog niet gekeken',
  'certificate.none-todo':
    'Voor werk over een netwerk: geef PUBLIC_URL, REPLY_URL en SMTP_URL adressen met TLS. Er wordt elke zes uur naar gekeken.',
  'certificate.console': 'Certificaat van de console',
  'certificate.reply': 'Certificaat van de antwoordpagina',
  'certificate.mail': 'Certificaat van de mailserver',
  'certificate.unreachable': 'niet bereikt vanaf hier',
  'certificate.over': 'is verlopen',
  'certificate.days': 'nog {n} {n|dag|dagen}',
  'certificate.not-trusted': 'wordt hier niet vertrouwd, of is van een andere naam',
  'certificate.not-trusted-todo':
    'Kijk of de hele keten wordt gestuurd en de naam klopt; met een eigen certificaatautoriteit: stel NODE_EXTRA_CA_CERTS in.',
  'certificate.renew':
    'Vernieuw het. Twee weken voor het einde is een programma dat dit doet mislukt: lees zijn logboek.',
  'certificate-todo.console-unreachable':
    'Bekijk PUBLIC_URL van buiten: het kan daar bereikbaar zijn en niet vanaf deze machine.',
  'certificate-todo.reply-unreachable': 'Bekijk REPLY_URL van buiten: aanbieders antwoorden daar.',
  'certificate-todo.mail-unreachable':
    'Kijk of de mailserver loopt en TLS biedt, en stuur dan een test vanaf de pagina Kanalen.',
  'health.clock': 'Klok',
  'health.clock-facts': '{n} s tussen deze machine en de databank',
  'health.clock-todo':
    'Laat beide machines hun klok met NTP zetten: handtekeningen en tijden van bewijs rusten erop.',
  'health.feeds': 'Lijsten die bij anderen worden gelezen',
  'health.feeds-well': 'alle op tijd gelezen: {n}',
  'health.feeds-todo':
    'Kijk of het proces exchange loopt en de andere kant bereikt, en of zijn sleutel nog geldt.',
  'health.lists-end': 'Hashlijsten die eindigen',
  'health.lists-end-todo':
    'Na haar einde wordt met een lijst niet meer vergeleken, en dat einde verandert nooit. Gaat de autoriteit door, open dan een andere lijst met een later einde en lever het bestand daar in.',
  'health.registries': 'Gids van registers',
  'health.registries-todo':
    'Hij wordt bij IANA gelezen en zegt aan wie naar een hostingaanbieder wordt gevraagd. Kijk of het proces notices het internet bereikt.',
}
