// Words and colours for what the log says. Of a job's output only colours are read, and nothing else.

import { h } from './dom.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in the one or two units that matter. */
export function span(milliseconds) {
  const time = Math.max(0, milliseconds);
  if (time < MINUTE) {
    return `${Math.floor(time / 1000)} s`;
  }
  if (time < 90 * MINUTE) {
    return `${Math.floor(time / MINUTE)} min`;
  }
  const [unit, name, rest, restName] = time < DAY ? [HOUR, 'h', MINUTE, 'min'] : [DAY, 'd', HOUR, 'h'];
  const left = Math.floor((time % unit) / rest);
  return `${Math.floor(time / unit)} ${name}${left > 0 ? ` ${left} ${restName}` : ''}`;
}

export const bytes = (count) =>
  count < 1024 ? `${count} B` : count < 1 << 20 ? `${Math.round(count / 1024)} KiB` : `${(count / (1 << 20)).toFixed(1)} MiB`;

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** A moment in the viewer's zone, in UTC when pointed at. */
export function moment(text) {
  if (!text) {
    return null;
  }
  const at = new Date(text);
  const isToday = at.toDateString() === new Date().toDateString();
  const words = at.toLocaleString(undefined, isToday ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
  return h('time', { datetime: text, title: `${text.slice(0, 19).replace('T', ' ')} UTC` }, words);
}

/** A length of time since then that goes on by itself. */
export function since(text, attributes = {}) {
  const element = h('time', { ...attributes, datetime: text, title: `since ${text.slice(0, 19).replace('T', ' ')} UTC` });
  element.dataset.since = text;
  tick(element);
  return element;
}

const tick = (element) => {
  const words = span(Date.now() - new Date(element.dataset.since));
  if (element.textContent !== words) {
    element.textContent = words;
  }
};

setInterval(() => document.hidden || document.querySelectorAll('[data-since]').forEach(tick), 1000);

export const STATES = {
  queued: { sign: '◷', word: 'waits' },
  running: { sign: '▶', word: 'runs' },
  completed: { sign: '✓', word: 'completed' },
  failed: { sign: '✕', word: 'failed' },
  cancelled: { sign: '–', word: 'cancelled' },
  unknown: { sign: '?', word: 'unknown' },
};

export const hasEnded = (job) => ['completed', 'failed', 'cancelled'].includes(job.state);

export function badge(state) {
  const { sign, word } = STATES[state] ?? STATES.unknown;
  return h('span', { class: `state ${state}` }, h('span', { 'aria-hidden': 'true' }, `${sign} `), word);
}

export const words = (label) => (label ?? '').replaceAll('_', ' ');

const COLOUR = /\x1b\[([0-9;]*)m/y;
// Other control sequences move a cursor, set titles, make links: none of them is obeyed.
// eslint-disable-next-line no-control-regex
const OTHER = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/y;

/** Reads the colours of a log that comes in parts. */
export class Colours {
  #bold = false;
  #front = null;
  #rest = '';

  /** The next part as nodes. */
  nodes(text) {
    const nodes = [];
    const whole = this.#rest + text;
    this.#rest = '';
    let plain = '';
    const flush = () => {
      if (plain !== '') {
        nodes.push(this.#piece(plain));
        plain = '';
      }
    };
    for (let at = 0; at < whole.length; ) {
      const next = whole.indexOf('\x1b', at);
      plain += whole.slice(at, next < 0 ? whole.length : next);
      if (next < 0) {
        break;
      }
      COLOUR.lastIndex = next;
      OTHER.lastIndex = next;
      const colour = COLOUR.exec(whole);
      const other = colour ?? OTHER.exec(whole);
      if (other === null) {
        if (whole.length - next < 64) {
          this.#rest = whole.slice(next); // it may go on in the next part
          break;
        }
        at = next + 1;
        continue;
      }
      if (colour !== null) {
        flush();
        this.#set(colour[1]);
      }
      at = next + other[0].length;
    }
    flush();
    return nodes;
  }

  #piece(text) {
    // A carriage return draws a line anew on a terminal; here the last drawing stays.
    const drawn = text.replace(/\r\n/g, '\n').replace(/^.*\r(?=.)/gm, '');
    const classes = [this.#bold && 'bold', this.#front && `ansi-${this.#front}`].filter(Boolean).join(' ');
    return classes === '' ? document.createTextNode(drawn) : h('span', { class: classes }, drawn);
  }

  #set(codes) {
    const all = codes === '' ? [0] : codes.split(';').map(Number);
    for (let i = 0; i < all.length; i++) {
      const code = all[i];
      if (code === 0) {
        this.#bold = false;
        this.#front = null;
      } else if (code === 1) {
        this.#bold = true;
      } else if (code === 22) {
        this.#bold = false;
      } else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
        this.#front = code % 10;
      } else if (code === 39) {
        this.#front = null;
      } else if (code === 38 || code === 48) {
        i += all[i + 1] === 2 ? 4 : 2;
      }
    }
  }
}

/** The files of a patch as git writes it, each with its lines. */
export function filesOf(patch) {
  const files = [];
  let file = null;
  let isHeader = true;
  for (const line of patch.split('\n')) {
    if (line.startsWith('diff --git ')) {
      file = { name: nameIn(line), added: 0, removed: 0, notes: [], lines: [] };
      files.push(file);
      isHeader = true;
    } else if (file === null) {
      continue;
    } else if (line.startsWith('@@')) {
      isHeader = false;
      file.lines.push({ kind: 'place', text: line });
    } else if (isHeader) {
      header(file, line);
    } else {
      const kind = { '+': 'added', '-': 'removed', '\\': 'note' }[line[0]] ?? 'same';
      file.added += kind === 'added' ? 1 : 0;
      file.removed += kind === 'removed' ? 1 : 0;
      file.lines.push({ kind, text: line });
    }
  }
  files.filter((one) => one.lines.at(-1)?.text === '').forEach((one) => one.lines.pop());
  return files;
}

function nameIn(line) {
  const half = line.slice('diff --git '.length);
  const quoted = /"b\/(?:[^"\\]|\\.)*"$/.exec(half);
  if (quoted) {
    return unquoted(quoted[0]).slice(2);
  }
  const middle = half.indexOf(' b/');
  return middle < 0 ? half : half.slice(middle + 3);
}

const ESCAPES = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** Git writes a name with other than plain letters in quotes, its bytes as octal numbers. */
function unquoted(text) {
  if (!text.startsWith('"')) {
    return text;
  }
  const encoder = new TextEncoder();
  const all = [];
  for (const [part, octal, escape] of text.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g)) {
    if (octal) {
      all.push(parseInt(octal, 8));
    } else if (escape) {
      all.push(ESCAPES[escape] ?? escape.charCodeAt(0));
    } else {
      all.push(...encoder.encode(part));
    }
  }
  return new TextDecoder().decode(new Uint8Array(all));
}

function header(file, line) {
  if (/^\+\+\+ "?b\//.test(line)) {
    file.name = unquoted(line.slice(4).replace(/\t$/, '')).slice(2);
  } else if (/^(new file|deleted file|rename |old mode|new mode|Binary files|GIT binary)/.test(line)) {
    file.notes.push(line);
  }
}
