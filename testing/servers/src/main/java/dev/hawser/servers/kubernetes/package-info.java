// SPDX-License-Identifier: Apache-2.0
/**
 * A Kubernetes API server in a few files, for what can't be provoked on a real one: it lists with pages and versions,
 * watches over chunked HTTP and WebSocket, forgets its history (410), loses connections, falls silent, refuses tokens, and
 * answers nonsense, all on command. It checks nothing that is stored in it.
 */
@NullMarked
package dev.hawser.servers.kubernetes;

import org.jspecify.annotations.NullMarked;
