// SPDX-License-Identifier: Apache-2.0
/**
 * Reaching the API server: which one, as whom, and one question to it with its answer.
 *
 * <p>An {@link dev.hawser.kubernetes.api.ApiSource} finds the server and the credentials and opens an {@link
 * dev.hawser.kubernetes.api.Api}; that asks with GET and hands over what comes in, in whole or line by line, or an
 * exception that says what would help. {@link dev.hawser.kubernetes.api.Json} looks into it without trust. Nothing here
 * knows what is asked for, waits, or tries again.
 *
 * <p>Not promised to users: this package is for {@code dev.hawser.kubernetes} and its {@code watch}, and may change with
 * any release.
 */
@NullMarked
package dev.hawser.kubernetes.api;

import org.jspecify.annotations.NullMarked;
