// SPDX-License-Identifier: Apache-2.0
// What happened, newest first.
import { html } from './html.mjs';
import { clock } from './format.mjs';
import { label, stateOf } from './states.mjs';

const SHOWN = 12;

/** Of attempts to connect that fail one after the other, the latest says how many they were. Newest first. */
export function telling(events) {
  const newer = new Map();
  return events.filter(event => {
    const isRepeated = event.kind === 'ConnectFailed' && newer.get(event.endpoint) === event.kind;
    newer.set(event.endpoint, event.kind);
    return !isRepeated;
  });
}

export function Event({ event, name }) {
  const tone = event.kind === 'EndpointStateChanged' && event.to ? stateOf(event.to).tone : event.severity === 'warning' ? 'warn' : 'calm';
  return html`<li class=${`event ${tone}`}>
    <time dateTime=${event.at}>${clock(event.at)}</time>
    <span class="event-text">${name && !event.text?.includes(name) ? html`<b>${name}</b> ` : ''}${event.text}</span>
  </li>`;
}

export function Changes({ pool, events }) {
  const names = new Map(pool.endpoints.map(one => [one.address, label(one)]));
  const own = telling(events.filter(event => event.pool === pool.name)).slice(0, SHOWN);
  return html`<section class="panel" aria-labelledby="changes-title">
    <h3 id="changes-title">Last changes</h3>
    ${own.length ? html`<ol class="timeline">${own.map((event, index) =>
      html`<${Event} key=${`${event.at} ${index}`} event=${event} name=${names.get(event.endpoint) ?? event.endpoint} />`)}</ol>` : html`<p class="low">Nothing has changed.</p>`}
  </section>`;
}
