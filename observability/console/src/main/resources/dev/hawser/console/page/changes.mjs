// SPDX-License-Identifier: Apache-2.0
// What happened, newest first.
import { html } from './html.mjs';
import { clock } from './format.mjs';
import { stateOf } from './states.mjs';

const SHOWN = 12;

export function Event({ event, withEndpoint }) {
  const tone = event.kind === 'EndpointStateChanged' && event.to ? stateOf(event.to).tone : event.severity === 'warning' ? 'warn' : 'calm';
  return html`<li class=${`event ${tone}`}>
    <time dateTime=${event.at}>${clock(event.at)}</time>
    <span class="event-text">${withEndpoint && event.endpoint && !event.text?.includes(event.endpoint)
      ? html`<b>${event.endpoint}</b> ` : ''}${event.text}</span>
  </li>`;
}

export function Changes({ pool, events }) {
  const own = events.filter(event => event.pool === pool.name).slice(0, SHOWN);
  return html`<section class="panel" aria-labelledby="changes-title">
    <h3 id="changes-title">Last changes</h3>
    ${own.length ? html`<ol class="timeline">${own.map((event, index) =>
      html`<${Event} key=${`${event.at} ${index}`} event=${event} withEndpoint />`)}</ol>` : html`<p class="low">Nothing has changed.</p>`}
  </section>`;
}
