// Makes elements. Texts of jobs only ever become text nodes, so nothing in them is markup.

const BOOLEANS = new Set(['disabled', 'checked', 'open', 'hidden', 'selected']);

/** An element with attributes, listeners (onclick: …) and children; null and false children are left out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (BOOLEANS.has(key) || key === 'value') {
      element[key] = value;
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts the children in place of what is there, unless they are the same. */
export function fill(parent, ...children) {
  const wanted = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  const isSame = parent.childNodes.length === wanted.length && wanted.every((child, i) => parent.childNodes[i] === child);
  if (!isSame) {
    parent.replaceChildren(...wanted);
  }
}

/** Runs the last of several calls, once, before the next frame. */
export function oncePerFrame(draw) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        draw();
      });
    }
  };
}

const said = document.getElementById('said');
let saidUntil = 0;

/** Tells something that passes, for eyes and for screen readers. */
export function say(text) {
  said.textContent = text;
  said.classList.add('shown');
  clearTimeout(saidUntil);
  saidUntil = setTimeout(() => said.classList.remove('shown'), 6000);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied: ${text}`);
  } catch {
    say(`This browser does not let a page copy. The text is: ${text}`);
  }
}

/**
 * Asks before something that cannot be taken back; resolves with whether it is wanted.
 */
export function confirmed(question, detail, act) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { 'aria-labelledby': 'question' },
      h('h2', { id: 'question' }, question),
      detail && h('p', {}, detail),
      h(
        'div',
        { class: 'acts' },
        h('button', { type: 'button', onclick: () => dialog.close() }, 'No'),
        h('button', { type: 'button', class: 'grave', autofocus: '', onclick: () => dialog.close('yes') }, act),
      ),
    );
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
