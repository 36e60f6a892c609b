// Jobs of a filter, as they change.

import { get, follow, query } from './api.js';

const PARAMETERS = ['state', 'lane', 'submitter', 'template', 'since'];
const ALIASES = { by: 'submitter' };

/** Reads "state:live by:ann some words"; what names no field is text. */
export function filterOf(words) {
  const filter = {};
  const text = [];
  for (const word of words.trim().split(/\s+/)) {
    const [, name, value] = /^(\w+):(.+)$/.exec(word) ?? [];
    const field = ALIASES[name] ?? name;
    if (PARAMETERS.includes(field)) {
      filter[field] = value;
    } else if (word !== '') {
      text.push(word);
    }
  }
  return text.length === 0 ? filter : { ...filter, text: text.join(' ') };
}

export const wordsOf = (filter) =>
  [...PARAMETERS.filter((name) => filter[name]).map((name) => `${name === 'submitter' ? 'by' : name}:${filter[name]}`), filter.text ?? '']
    .join(' ')
    .trim();

const STATES = { live: ['queued', 'running'], ended: ['completed', 'failed', 'cancelled'] };

/** Whether a job that has changed is still meant by the states that a filter names. */
function isOfState(filter, job) {
  const wanted = (filter.state ?? '').split(',').filter((state) => state !== '');
  return wanted.length === 0 || wanted.some((state) => (STATES[state] ?? [state]).includes(job.state));
}

const ORDER = { running: 0, queued: 1 };
const rank = (job) => ORDER[job.state] ?? 2;

/** What runs first, then what waits, longest first; then what has ended, the last first. */
function compare(a, b) {
  if (rank(a) !== rank(b)) {
    return rank(a) - rank(b);
  }
  const byId = a.job < b.job ? -1 : 1;
  return rank(a) < 2 ? byId : (b.endedAt ?? '').localeCompare(a.endedAt ?? '') || -byId;
}

/** The jobs of a filter, kept up to date until it is stopped. */
export class Jobs {
  #byId = new Map();
  #stop;
  left = 0;
  isThere = false;

  constructor(filter, onChange, onState) {
    this.#stop = follow(
      `/v1/watch${query(filter)}`,
      (name, data) => {
        if (name === 'reset') {
          this.#byId.clear();
          this.left = data.left;
        } else if (name === 'job' && isOfState(filter, data)) {
          this.#byId.set(data.job, data);
        } else if (name === 'job') {
          this.#byId.delete(data.job);
        } else if (name === 'silence') {
          onState(data.unansweredSeconds > 0 ? 'silent' : 'answered', 'no broker answers the gateway', data.unansweredSeconds);
          return;
        }
        this.isThere = true;
        onChange();
      },
      (state, why) => {
        if (state === 'live') {
          onState('answered'); // another gateway, perhaps; this one says so itself if no broker answers it
        }
        onState(state, why);
      },
    );
  }

  sorted() {
    return [...this.#byId.values()].sort(compare);
  }

  get(job) {
    return this.#byId.get(job);
  }

  get size() {
    return this.#byId.size;
  }

  stop() {
    this.#stop();
  }
}

const KEPT = 5 * 60_000;
const LEAST = 3;
const times = new Map();

/**
 * How long the jobs of a template took that have completed: the median and the ninth of ten, in milliseconds; null
 * if they are too few.
 */
export function usualTime(template) {
  const known = times.get(template);
  if (known && Date.now() - known.at < KEPT) {
    return known.time;
  }
  const time = get(`/v1/jobs${query({ template, state: 'completed', limit: 200 })}`).then(
    ({ jobs }) => {
      const all = jobs
        .filter((job) => job.startedAt && job.endedAt)
        .map((job) => new Date(job.endedAt) - new Date(job.startedAt))
        .sort((a, b) => a - b);
      return all.length < LEAST ? null : { median: all[all.length >> 1], slow: all[Math.floor(all.length * 0.9)], of: all.length };
    },
    () => null,
  );
  times.set(template, { at: Date.now(), time });
  return time;
}
