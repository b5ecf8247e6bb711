// SPDX-License-Identifier: Apache-2.0
// What an operator may do to an endpoint. Each deed is asked for once more, in its place.
import { html, useEffect, useRef, useState } from './html.mjs';
import { act } from './server.mjs';
import { known } from './format.mjs';

function Confirm({ question, verb, onYes, onNo }) {
  const yes = useRef();
  useEffect(() => yes.current.focus(), []);
  const key = event => event.key === 'Escape' && onNo();
  return html`<div class="confirm" role="group" aria-label=${question} onKeyDown=${key}>
    <p>${question}</p>
    <button type="button" class="strong" ref=${yes} onClick=${onYes}>${verb}</button>
    <button type="button" onClick=${onNo}>Cancel</button>
  </div>`;
}

function Deeds({ one, ask }) {
  const [weight, setWeight] = useState(String(one.weight));
  const isOverridden = known(one.discoveredWeight) && one.discoveredWeight !== one.weight;
  const submit = event => {
    event.preventDefault();
    if (event.currentTarget.reportValidity()) {
      ask({ what: 'weight', weight, verb: 'Set weight', question: `Weigh ${one.address} with ${weight} instead of ${one.weight}?` });
    }
  };
  return html`<div class="deeds">
    ${one.drained
      ? html`<button type="button" class="deed" onClick=${() => ask({ what: 'undrain', verb: 'Undrain', question: `Give ${one.address} new work again?` })}>Undrain</button>`
      : html`<button type="button" class="deed" onClick=${() => ask({ what: 'drain', verb: 'Drain',
          question: `Drain ${one.address}? It gets no new work; what it has goes on to its end.` })}>Drain</button>`}
    <form onSubmit=${submit}>
      <label>Weight <input type="number" name="weight" min="0" max="1000000" step="1" required value=${weight}
        onInput=${event => setWeight(event.currentTarget.value)} /></label>
      <button type="submit">Set weight</button>
    </form>
    ${isOverridden && html`<button type="button" onClick=${() => ask({ what: 'weight', verb: 'Use discovery’s',
        question: `Weigh ${one.address} with ${one.discoveredWeight} again, as discovery says?` })}>Use discovery’s weight</button>`}
  </div>`;
}

export function Steer({ pool, one, isAllowed }) {
  const [asked, setAsked] = useState();
  const [outcome, setOutcome] = useState({});
  const place = useRef();
  const back = () => {
    setAsked(undefined);
    requestAnimationFrame(() => place.current?.querySelector('button')?.focus());
  };
  const go = () => {
    const { what, weight } = asked;
    back();
    act(what, { pool: pool.name, endpoint: one.address, weight })
      .then(body => setOutcome({ done: body.done }), error => setOutcome({ failed: error.message }));
  };
  return html`<section class="steer" aria-label=${`Steer ${one.address}`} ref=${place}>
    <h4>Steer</h4>
    ${!isAllowed ? html`<p class="low">Draining and weighing are switched off. <code>Console.builder().actions(true)</code> allows them.</p>`
      : asked ? html`<${Confirm} ...${asked} onYes=${go} onNo=${back} />`
      : html`<${Deeds} one=${one} ask=${setAsked} />`}
    <p class="low" role="status">${outcome.done ?? ''}</p>
    <p class="bad" role="alert">${outcome.failed ?? ''}</p>
  </section>`;
}
