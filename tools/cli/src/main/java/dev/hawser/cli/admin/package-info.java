// SPDX-License-Identifier: Apache-2.0
/**
 * What a console tells over HTTP, read as far as it is understood: keys that are not known are passed over, and missing ones
 * count as unknown, so that this command and a console need not be of the same version.
 */
@NullMarked
package dev.hawser.cli.admin;

import org.jspecify.annotations.NullMarked;
