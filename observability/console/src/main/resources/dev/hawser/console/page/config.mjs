// SPDX-License-Identifier: Apache-2.0
// What each pool was built with. The server leaves secrets out.
import { html } from './html.mjs';
import { usePolled } from './live.mjs';

const Settings = ({ pool }) => html`<section aria-label=${`Settings of ${pool.pool}`} class="settings">
  <h3>${pool.pool}</h3>
  <p class="source">${pool.source}</p>
  <dl>${Object.entries(pool.settings ?? {}).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${String(value)}</dd></div>`)}</dl>
</section>`;

export function ConfigPage() {
  const { body, problem } = usePolled('/config', {}, 30_000);
  return html`<section class="single" aria-labelledby="config-title">
    <h2 id="config-title">Config</h2>
    <p class="lead">${problem ?? 'What each pool was built with, defaults included. Secrets are left out.'}</p>
    ${(body?.pools ?? []).map(pool => html`<${Settings} key=${pool.pool} pool=${pool} />`)}
  </section>`;
}
