// SPDX-License-Identifier: Apache-2.0
// What all components are written with. Text put into a template is always text: preact escapes it.
import { h } from './vendor/preact.mjs';
import htm from './vendor/htm.mjs';

export { render } from './vendor/preact.mjs';
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from './vendor/hooks.mjs';
export const html = htm.bind(h);
