// SPDX-License-Identifier: Apache-2.0
// Calls that failed, leases that broke, callers that were refused or waited long, with each of their attempts on a line of time.
import { html } from './html.mjs';
import { clock, known, millis } from './format.mjs';
import { usePolled } from './live.mjs';

const SHOWN = 10;
const TONES = { failed: 'bad', broken: 'bad', refused: 'warn', waited: 'busy' };

function Attempt({ attempt, whole }) {
  const isTimed = known(attempt.tookMs);
  const from = Math.min(100, attempt.begunMs / whole * 100);
  const width = Math.max(1.5, Math.min(100 - from, (attempt.tookMs ?? 0) / whole * 100));
  return html`<li class="attempt">
    <svg class="bar-drawing" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"
      ><rect class="room" width="100" height="6" />${isTimed && html`<rect class="busy" x=${from.toFixed(1)} width=${width.toFixed(1)} height="6" />`}</svg>
    <span class="attempt-end">${attempt.endpoint ?? 'no endpoint'}</span>
    <span class="attempt-took">${isTimed ? millis(attempt.tookMs) : 'not timed'}</span>
    <span class="attempt-result">${attempt.result}</span>
  </li>`;
}

function Call({ call }) {
  const attempts = call.attempts ?? [];
  const whole = Math.max(0.001, call.tookMs ?? 0, ...attempts.map(one => one.begunMs + (one.tookMs ?? 0)));
  const facts = [
    call.outcome === 'UNKNOWN' && 'may have been done',
    known(call.tookMs) && `after ${millis(call.tookMs)}`,
    attempts.length > 1 && `${attempts.length} attempts`,
  ];
  return html`<li class="call">
    <p class="call-head">
      <time dateTime=${call.at}>${clock(call.at)}</time>
      <span class=${`tag ${TONES[call.kind] ?? 'calm'}`}>${call.kind}</span>
      <b>${call.call ?? ''}</b>
      <span class="low">${facts.filter(Boolean).join(', ')}</span>
    </p>
    <p class="call-message">${call.message}</p>
    ${attempts.length > 0 && html`<ol class="attempts">${attempts.map((attempt, index) =>
      html`<${Attempt} key=${index} attempt=${attempt} whole=${whole} />`)}</ol>`}
  </li>`;
}

export function Calls({ pool, losses }) {
  const { body } = usePolled('/failures', { pool: pool.name }, 3000, [losses]);
  const calls = (body?.failures ?? []).slice(0, SHOWN);
  return html`<section class="panel" aria-labelledby="calls-title">
    <div class="panel-head"><h3 id="calls-title">Failed, broken, refused and long waiting</h3>
      ${known(pool.longWaitMs) && html`<span class="low hint">waits from ${millis(pool.longWaitMs)} on</span>`}</div>
    ${calls.length ? html`<ol class="calls-list">${calls.map((call, index) => html`<${Call} key=${`${call.at} ${index}`} call=${call} />`)}</ol>`
      : html`<p class="low">${body ? 'None is remembered.' : '…'}</p>`}
  </section>`;
}
