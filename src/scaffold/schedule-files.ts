// Files that start the monthly job every day, with the traps of each kind as comments. Must not install anything.
import { hintNames } from '../config/names.ts';
import { failure } from '../errors.ts';
import type { ProjectFiles } from './starter.ts';

const KINDS = ['systemd', 'cron', 'github'] as const;

export interface ScheduleRequest {
  readonly kind: string;
  /** Absolute path of the project. */
  readonly target: string;
  /** How a shell starts the program in the project's folder: `npx briefwright`. */
  readonly program: string;
}

/** By path relative to the project. Throws USAGE_UNKNOWN_SCHEDULE. */
export function composeSchedule({ kind, target, program }: ScheduleRequest): ProjectFiles {
  switch (kind) {
    case 'systemd': return new Map([['schedule/briefwright.service', service(target, program)], ['schedule/briefwright.timer', TIMER]]);
    case 'cron': return new Map([['schedule/crontab', crontab(target, program)]]);
    case 'github': return new Map([['.github/workflows/briefwright.yml', WORKFLOW]]);
    default: throw failure('USAGE_UNKNOWN_SCHEDULE', `There is no schedule "${kind}".`, { hint: hintNames('schedules', kind, KINDS) });
  }
}

/** A systemd value: specifiers and quotes would mean something else. */
function unitText(text: string): string {
  return text.replaceAll('%', '%%');
}

function service(target: string, program: string): string {
  return `# The monthly job, started by briefwright.timer. To install, for your own user:
#   mkdir -p ~/.config/systemd/user && cp schedule/briefwright.* ~/.config/systemd/user/
#   systemctl --user daemon-reload && systemctl --user enable --now briefwright.timer
#   loginctl enable-linger      (so that it runs while you are logged out)
# To see what it did: journalctl --user -u briefwright, or briefwright status.
[Unit]
Description=Briefwright: whatever is due and not done
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory=${unitText(target)}
# SMTP_URL and tokens, a line each. Only you may read it: chmod 600 ~/.config/briefwright.env
EnvironmentFile=-%h/.config/briefwright.env
# The shell of a login finds the Node that you use; a service alone would not.
ExecStart=/bin/bash -lc '${unitText(program.replaceAll("'", String.raw`'\\''`))} run'
# A run that hangs must not keep tomorrow's.
TimeoutStartSec=3h
UMask=0077
`;
}

const TIMER = `# Every day: the job looks what is due, so that a day that was missed is made up for.
[Unit]
Description=Briefwright, daily

[Timer]
# A local time between midnight and 04:00 does not exist on the night when summer time begins, and then never fires.
OnCalendar=*-*-* 07:30:00
# Makes up for one start that was missed while the machine was off.
Persistent=true
RandomizedDelaySec=10min

[Install]
WantedBy=timers.target
`;

function crontab(target: string, program: string): string {
  return `# The monthly job, every day. To install: crontab -l | cat - schedule/crontab | crontab -
# cron does not make up for a start that it missed; the next day's does, because the job looks what is due.
# "Day of month" and "day of week" are joined by OR: do not write "on the 14th if a Monday" here; the brief's schedule knows business days.
# A local time between 00:00 and 04:00 may not exist, or come twice, when the clocks change.
# cron has a short PATH and none of your settings: the login shell brings yours. Keep SMTP_URL and tokens in ~/.config/briefwright.env (chmod 600), a line each.
# In a crontab a percent sign ends the line.
30 7 * * * cd ${shellText(target)} && set -a && { [ ! -r "$HOME/.config/briefwright.env" ] || . "$HOME/.config/briefwright.env"; } && set +a && /bin/bash -lc ${shellText(`${program} run --quiet`)}
`;
}

function shellText(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`.replaceAll('%', String.raw`\%`);
}

const WORKFLOW = `# The monthly job on GitHub's machines, every day. What to know first:
# - A schedule there comes late, by hours on a busy day, or not at all; a daily start makes up for it. It ends after 60 days without a commit in a public repository.
# - The machine forgets .briefwright, and with it who has had which issue. Do not send from here: leave "email" out of the brief's schedule, and send
#   from a machine that keeps its disk. Recipients (data/private) must not be in the repository either.
# - Snapshots are worth keeping: they are committed. Counters that show only today cannot be asked again.
name: briefwright
on:
  schedule:
    - cron: '30 6 * * *'
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: briefwright
  cancel-in-progress: false
jobs:
  run:
    runs-on: ubuntu-24.04
    timeout-minutes: 180
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with:
          node-version: 26
          cache: npm
      - run: npm ci
      - run: npx briefwright run
        env:
          HF_TOKEN: \${{ secrets.HF_TOKEN }}
          OPENROUTER_API_KEY: \${{ secrets.OPENROUTER_API_KEY }}
      - name: Keep what was collected
        run: |
          git config user.name briefwright
          git config user.email briefwright@users.noreply.github.com
          git add data/snapshots
          git diff --cached --quiet || (git commit -m "Snapshot" && git push)
      - uses: actions/upload-artifact@v4
        with:
          name: editions
          path: out
`;
