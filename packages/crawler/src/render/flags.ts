// A proxy that no name resolves to; `<-loopback>` because loopback would pass it by.
const NO_WAY_OUT = [
  '--proxy-server=http://nowhere.invalid:9',
  '--proxy-bypass-list=<-loopback>',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--dns-prefetch-disable',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-sync',
  '--disable-default-apps',
  '--disable-extensions',
  '--metrics-recording-only',
]

// Frames of other domains are not opened, so that one process for each site would only cost memory.
const LESS = [
  '--disable-site-isolation-trials',
  '--disable-features=IsolateOrigins,site-per-process,Prerender2,MediaRouter,DialMediaRouteProvider,OptimizationHints,AutofillServerCommunication,Translate,CertificateTransparencyComponentUpdater',
  '--js-flags=--max-old-space-size=512',
  '--disk-cache-size=1',
  '--media-cache-size=1',
  '--disable-gpu',
  '--disable-3d-apis',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--disable-notifications',
  '--block-new-web-contents',
  '--mute-audio',
  '--no-first-run',
  '--no-default-browser-check',
  '--password-store=basic',
  '--use-mock-keychain',
  '--hide-scrollbars',
  // What scripts say to the console, over and over, is to cost as little as can be.
  '--disable-logging',
  '--log-level=3',
]

/** What a browser that renders is started with, beside the flags of its enclosure. */
export function browserFlags(profile: string): string[] {
  return [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    ...NO_WAY_OUT,
    ...LESS,
  ]
}
