import type { peopleEn } from './people-en.ts'

export const peopleNl: Record<keyof typeof peopleEn, string> = {
  'start.back': 'U bent niet aangemeld, of niet meer. Zodra u dat bent, komt u terug waar u was.',
  'not-sent.title': 'Niet verzonden',
  'not-sent.what':
    'Dit is niet verzonden en er is niets gedaan: u bent niet meer aangemeld. Kopieer wat u hebt getypt voor u verdergaat.',
  'not-sent.sign-in': 'Aanmelden',
  'not-sent.back': 'Na het aanmelden komt u terug op de pagina van dit formulier.',
  'nav.people': 'Personen',
  'nav.account': 'Mijn account',

  'start.passkey': 'Aanmelden met een passkey',
  'start.code': 'Passkey kwijt? Meld u aan met een code van uw app.',
  'sign-in.waiting-title': 'Nog niet open',
  'sign-in.waiting':
    'Een andere beheerder moet eerst met dit account instemmen. De link blijft geldig; open hem daarna opnieuw.',
  'sign-in.wait-title': 'Te veel pogingen',

  'passkey.problem-failed':
    'De passkey is niet aanvaard. Probeer het opnieuw of gebruik een andere.',
  'passkey.problem-cancelled': 'Er is niets gebeurd. Druk op de knop om het opnieuw te proberen.',
  'passkey.problem-suspect':
    'Van deze passkey bestaat misschien een kopie; hij wordt niet meer aanvaard. Gebruik een andere en meld het aan een beheerder.',
  'passkey.problem-wait': 'Te veel pogingen zijn mislukt. Wacht even en probeer het dan opnieuw.',
  'passkey.problem-unavailable':
    'Passkeys werken niet op dit adres. Open de console met haar naam of, op deze machine, op http://localhost.',
  'passkey.problem-code': 'De code is niet aanvaard. Wacht op de volgende.',
  'passkey.needs-script': 'Passkeys hebben JavaScript nodig in deze browser.',

  'step-up.title': 'Toon dat u het bent',
  'step-up.why':
    'Dit is niet makkelijk terug te draaien; daarom wordt opnieuw gevraagd wie u bent. Wat u hebt ingevuld, blijft bewaard.',
  'step-up.passkey': 'Passkey gebruiken en verdergaan',
  'step-up.code': 'Code gebruiken en verdergaan',
  'step-up.provider': 'Opnieuw aanmelden bij {provider}',
  'step-up.go-on': 'Verdergaan',
  'step-up.file':
    'U hebt om een bestand gevraagd: uw browser slaat het op en deze pagina blijft open. Ga daarna terug.',
  'step-up.file-asked': 'Bevestigd. Uw browser slaat het bestand nu op; u kunt teruggaan.',
  'step-up.back': 'Terug, niets wijzigen',

  'code.title': 'Aanmelden met een code',
  'code.how':
    'Voor als uw passkey kwijt is. Het werkt alleen als u het eerder hebt ingesteld, en supervisors zien het.',
  'code.failed': 'Dat klopte niet. Controleer de invoer en wacht op de volgende code.',
  'code.choose-role': 'Kies uw rol',
  'people.choose-role': 'Kies een rol',
  'code.label': 'Code van de app',
  'code.back': 'Terug',
  'code.secret': 'Sleutel voor de app',
  'code.secret-how':
    'Voer deze sleutel in een authenticator-app in. Hij wordt één keer getoond. Voer daarna de code in die de app toont.',
  'code.confirm': 'Bevestigen',

  'account.title': 'Mijn account',
  'account.enrol-first': 'Maak eerst een passkey. Daarvoor gaat niets anders open.',
  'account.passkeys': 'Passkeys',
  'account.passkeys-how':
    'Een passkey zit in uw apparaat of beveiligingssleutel en werkt alleen op deze console. Maak er twee en bewaar er één op een veilige plek.',
  'account.passkey-name': 'Naam van de passkey',
  'account.passkey-example': 'blauwe beveiligingssleutel',
  'account.passkey-make': 'Passkey maken',
  'account.suspect': 'misschien gekopieerd; wordt niet aanvaard',
  'account.remove': 'Verwijderen',
  'account.code': 'Code van een app',
  'account.code-how': 'Voor de dag waarop uw passkey kwijt is. Niet voor elke dag.',
  'account.code-how-enrol': 'In plaats van een passkey, als u er geen kunt hebben.',
  'account.code-since': 'Ingesteld',
  'account.code-begin': 'Instellen',
  'account.sessions': 'Waar u bent aangemeld',
  'account.this-session': '(hier)',
  'account.sign-out-everywhere': 'Overal afmelden',
  'account.back': 'Terug naar mijn account',

  'account-done.passkey': 'De passkey is gemaakt.',
  'account-done.removed': 'De passkey is verwijderd.',
  'account-done.last-passkey':
    'Dit is de laatste die wordt aangenomen, en die blijft. Maak eerst een andere.',
  'account-done.code': 'Codes van de app worden voortaan aanvaard.',
  'account-done.code-removed': 'Codes worden niet meer aanvaard.',
  'account-done.provider': 'Voortaan meldt u zich aan bij uw organisatie.',

  'column.passkey': 'Passkey',
  'column.made': 'Gemaakt',
  'column.used': 'Laatst gebruikt',
  'column.what-to-do': 'Acties',
  'column.signs-in-with': 'Meldt zich aan met',
  'column.last-sign-in': 'Laatst aangemeld',

  'start.provider': 'Aanmelden bij {provider}',
  'provider.done': 'Terug van uw organisatie',
  'provider.done-step-up':
    'Dat is gebeurd. Sluit dit venster en ga verder in het venster dat wacht.',
  'provider.failed': 'Uw organisatie heeft u niet binnengelaten',
  'provider.failed-how':
    'Niemand is hier met die aanmelding bekend, of het duurde te lang. Probeer het opnieuw of vraag een beheerder om een link.',
  'account.provider-how':
    'Meld u aan met het account van uw organisatie in plaats van een passkey.',
  'account.provider-bind': 'Verbinden met {provider}',

  'level.link': 'met een link',
  'level.passkey': 'met een passkey',
  'level.oidc': 'bij de organisatie',
  'level.totp': 'met een code',

  'people.accounts': 'Accounts',
  'people.rule':
    'Eén naam is één persoon, in elke rol. Wie twee rollen heeft, heeft in beide dezelfde naam en telt één keer waar er twee nodig zijn. Een beheerder die een andere rol neemt, wacht op een andere beheerder.',
  'people.none': 'Er is nog niemand uitgenodigd.',
  'people.further': 'Verdere accounts',
  'people.sessions': 'aangemeld: {n}',
  'people.passkeys': 'passkeys: {n}',
  'people.made-waiting':
    'Hij werkt zodra een andere beheerder op deze pagina met het account heeft ingestemd.',

  'person-state.invited': 'uitgenodigd',
  'person-state.active': 'actief',
  'person-state.waiting': 'wacht op een andere beheerder',
  'person-state.deactivated': 'gedeactiveerd',
  'people-action.approve': 'Instemmen',
  'people-action.deactivate': 'Deactiveren',
  'people-action.reactivate': 'Opnieuw activeren',
  'people-action.role': 'Rol wijzigen',
  'people-done.approve': 'Ingestemd. Het account is open.',
  'people-done.deactivate': 'Gedeactiveerd. Elke sessie en elke sleutel ervan is beëindigd.',
  'people-done.reactivate': 'Opnieuw geactiveerd. Maak een nieuwe link voor de persoon.',
  'people-done.role': 'De rol is gewijzigd. De persoon meldt zich opnieuw aan.',

  'problem.changed-meanwhile': 'Dit is veranderd sinds u de pagina opende. Kijk er opnieuw naar.',
  'problem.person-deactivated': 'Het account is gedeactiveerd. Activeer het eerst opnieuw.',
  'problem.person-has-credential':
    'Deze persoon meldt zich aan met een passkey. Is die kwijt, dan maakt de systeembeheerder een link met “people invite --again”.',
  'problem.person-of-another-authority':
    'Een politieambtenaar met die naam meldde zich al aan voor een andere autoriteit. Geef een naam die de twee onderscheidt.',
  'problem.authority-unknown':
    'Die autoriteit is er niet. Kies er een, of noem een nieuwe in het veld daarvoor.',
  'problem.authority-twice': 'Kies een autoriteit of noem een nieuwe, niet allebei.',
  'open-list.authority-none': 'kies, of noem een nieuwe',
  'open-list.authority-new': 'Nieuwe autoriteit, als het geen van deze is',
  'people.authority-none': 'geen, of een nieuwe',
  'people.authority-new': 'Nieuwe autoriteit (alleen politie)',
  'problem.own-account': 'Niemand wijzigt het eigen account. Vraag het een andere beheerder.',
  'problem.last-admin': 'Dit is de laatste beheerder. Laat eerst een andere toe.',
  'problem.operator-not-owner': 'Alleen de systeembeheerder mag dit doen, op de machine zelf.',
  'problem.person-known': 'De persoon heeft al een account met die rol.',
  'problem.role-of-police':
    'Politieambtenaren hebben eigen accounts. Nodig de persoon opnieuw uit.',
  'problem.codes-off': 'Deze console aanvaardt geen codes.',
  'problem.passkey-first': 'Maak eerst een passkey.',
  'problem.code-known': 'Codes zijn al ingesteld. Verwijder ze eerst.',
}
