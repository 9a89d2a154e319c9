// The browser's command line and environment: no network, no sound, no surprises. Must not read the real environment.
import path from 'node:path';

/** Puppeteer's own defaults are not used: they change with its version, and with them the printed bytes. */
const FLAGS: readonly string[] = [
  '--headless', '--hide-scrollbars', '--mute-audio', '--disable-gpu', '--disable-dev-shm-usage',
  // Widths on the page then equal those in the PDF.
  '--font-render-hinting=none', '--force-color-profile=srgb',
  '--export-tagged-pdf', '--generate-pdf-document-outline',
  // Every name fails, every address goes to a proxy that nobody can be; loopback is no exception.
  '--host-resolver-rules=MAP * ~NOTFOUND', '--proxy-server=http://0.0.0.0:9', '--proxy-bypass-list=<-loopback>',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-default-apps', '--disable-extensions',
  '--disable-domain-reliability', '--disable-client-side-phishing-detection', '--no-pings', '--no-first-run', '--no-default-browser-check',
  '--disable-breakpad', '--disable-crash-reporter', '--disable-hang-monitor', '--disable-ipc-flooding-protection',
  '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--metrics-recording-only', '--enable-automation',
  '--password-store=basic', '--use-mock-keychain', '--lang=en-GB',
  '--disable-features=Translate,MediaRouter,OptimizationHints,AcceptCHFrame,DialMediaRouteProvider,WebRtcHideLocalIpsWithMdns',
];

/** Arguments for a browser whose files lie in `folder`. */
export function browserFlags(folder: string, sandboxed: boolean): string[] {
  return [...FLAGS, `--user-data-dir=${path.join(folder, 'profile')}`, ...(sandboxed ? [] : ['--no-sandbox']), 'about:blank'];
}

/** Needed to start a program at all on Windows and macOS; no secret of ours is among them. */
const PASSED_ON = ['PATH', 'SystemRoot', 'SYSTEMROOT', 'windir', 'LOCALAPPDATA', 'APPDATA', 'USERPROFILE', 'ProgramFiles', 'ProgramFiles(x86)'];

/** The environment of the browser: built from nothing, so that tokens and passwords never reach it. */
export function browserEnvironment(folder: string, fontConfig: string, env: Readonly<Record<string, string | undefined>>, libraries?: string): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  const temp = path.join(folder, 'tmp');
  return {
    ...Object.fromEntries(passed),
    HOME: path.join(folder, 'home'), TMPDIR: temp, TEMP: temp, TMP: temp,
    TZ: 'UTC', LANG: 'C.UTF-8', FONTCONFIG_FILE: fontConfig,
    ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
  };
}
