// SPDX-License-Identifier: Apache-2.0
/** TLS as users ask for it on the command line, for all commands that speak it. */
@NullMarked
package dev.hawser.cli.tls;

import org.jspecify.annotations.NullMarked;
