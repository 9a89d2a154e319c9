// One line about all sources of a collection: what is done, how fast, how long still. Must not print.

/** How far one source is. */
interface Course {
  done: number;
  expected: number;
  readonly startedAt: number;
  /** Done when the run began: what an interrupted run had does not count for the rate. */
  first: number | undefined;
  until: number | undefined;
  isFinished: boolean;
}

export interface CollectionProgress {
  readonly start: (source: string) => void;
  readonly step: (source: string, done: number, expected: number) => void;
  readonly wait: (source: string, until: number) => void;
  readonly finish: (source: string) => void;
}

/** `now` gives milliseconds; `show` replaces the line. */
export function createCollectionProgress(now: () => number, show: (text: string) => void): CollectionProgress {
  const courses = new Map<string, Course>();
  const update = (source: string, change: Partial<Course>): void => {
    const course = courses.get(source);
    if (course !== undefined) Object.assign(course, change);
    show(lineOf(courses, now()));
  };
  return {
    start: (source) => {
      courses.set(source, { done: 0, expected: 0, startedAt: now(), first: undefined, until: undefined, isFinished: false });
      update(source, {});
    },
    step: (source, done, expected) => update(source, { done, expected, until: undefined, first: courses.get(source)?.first ?? done }),
    wait: (source, until) => update(source, { until }),
    finish: (source) => update(source, { isFinished: true }),
  };
}

function lineOf(courses: ReadonlyMap<string, Course>, now: number): string {
  const running = [...courses].filter(([, c]) => !c.isFinished);
  const head = `collecting ${courses.size - running.length}/${courses.size}`;
  return [head, ...running.map(([source, course]) => `${source} ${shortOf(course, now)}`)].join(' · ');
}

function shortOf(course: Course, now: number): string {
  if (course.until !== undefined && course.until > now) return `waits ${secondsText((course.until - now) / 1000)} as asked`;
  if (course.expected === 0) return '…';
  const seconds = Math.max(0.001, (now - course.startedAt) / 1000);
  const rate = (course.done - (course.first ?? 0)) / seconds;
  const left = rate > 0 && course.expected > course.done ? `, ${secondsText((course.expected - course.done) / rate)} left` : '';
  return `${course.done}/${course.expected}${rate > 0 ? ` ${rate.toFixed(1)}/s` : ''}${left}`;
}

function secondsText(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
