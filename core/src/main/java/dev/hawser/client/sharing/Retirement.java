// SPDX-License-Identifier: Apache-2.0
package dev.hawser.client.sharing;

import dev.hawser.event.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection takes no calls any more.
 *
 * @param cause if something broke
 */
record Retirement(CloseReason reason, @Nullable Throwable cause) {}
